/* SPDX-License-Identifier: Apache-2.0 */
/* Windows logsources of Sigma's taxonomy, and those of Sysmon for Linux: a service is a channel, a category an event of one. */
#include "base/scope.h"
#include "log/windows.h"
#include "base/banned.h"

#define SYSMON "Microsoft-Windows-Sysmon/Operational"
#define KERNEL_FILE "Microsoft-Windows-Kernel-File/Analytic"
#define LINUX "Linux-Sysmon/Operational"
#define POWERSHELL "Microsoft-Windows-PowerShell/Operational"
#define CLASSIC "Windows PowerShell"

/* channel, event ("": any other), service, two categories (NULL: none) */
/* clang-format off */
#define ORIGINS(O) \
	O("", "", NULL, NULL, NULL) \
	O("Security", "4688", "security", "process_creation", NULL) \
	O("Security", "", "security", NULL, NULL) \
	O("System", "", "system", NULL, NULL) \
	O("Application", "", "application", NULL, NULL) \
	O(SYSMON, "1", "sysmon", "process_creation", NULL) \
	O(SYSMON, "2", "sysmon", "file_change", NULL) \
	O(SYSMON, "3", "sysmon", "network_connection", NULL) \
	O(SYSMON, "4", "sysmon", "sysmon_status", NULL) \
	O(SYSMON, "5", "sysmon", "process_termination", NULL) \
	O(SYSMON, "6", "sysmon", "driver_load", NULL) \
	O(SYSMON, "7", "sysmon", "image_load", NULL) \
	O(SYSMON, "8", "sysmon", "create_remote_thread", NULL) \
	O(SYSMON, "9", "sysmon", "raw_access_thread", NULL) \
	O(SYSMON, "10", "sysmon", "process_access", NULL) \
	O(SYSMON, "11", "sysmon", "file_event", NULL) \
	O(SYSMON, "12", "sysmon", "registry_event", REGISTRY_ADD_OR_DELETE) \
	O(SYSMON, "13", "sysmon", "registry_event", "registry_set") \
	O(SYSMON, "14", "sysmon", "registry_event", "registry_rename") \
	O(SYSMON, "15", "sysmon", "create_stream_hash", NULL) \
	O(SYSMON, "16", "sysmon", "sysmon_status", NULL) \
	O(SYSMON, "17", "sysmon", "pipe_created", NULL) \
	O(SYSMON, "18", "sysmon", "pipe_created", NULL) \
	O(SYSMON, "19", "sysmon", "wmi_event", NULL) \
	O(SYSMON, "20", "sysmon", "wmi_event", NULL) \
	O(SYSMON, "21", "sysmon", "wmi_event", NULL) \
	O(SYSMON, "22", "sysmon", "dns_query", NULL) \
	O(SYSMON, "23", "sysmon", "file_delete", NULL) \
	O(SYSMON, "24", "sysmon", "clipboard_capture", NULL) \
	O(SYSMON, "25", "sysmon", "process_tampering", NULL) \
	O(SYSMON, "26", "sysmon", "file_delete", "file_delete_detected") \
	O(SYSMON, "27", "sysmon", "file_block_executable", NULL) \
	O(SYSMON, "28", "sysmon", "file_block_shredding", NULL) \
	O(SYSMON, "29", "sysmon", "file_executable_detected", NULL) \
	O(SYSMON, "255", "sysmon", "sysmon_error", NULL) \
	O(SYSMON, "", "sysmon", NULL, NULL) \
	O(KERNEL_FILE, "19", NULL, "file_rename", NULL) \
	O(KERNEL_FILE, "27", NULL, "file_rename", NULL) \
	O(KERNEL_FILE, "", NULL, "file_access", NULL) \
	O(POWERSHELL, "4103", "powershell", "ps_module", NULL) \
	O(POWERSHELL, "4104", "powershell", "ps_script", NULL) \
	O(POWERSHELL, "", "powershell", NULL, NULL) \
	O("PowerShellCore/Operational", "4103", "powershell", "ps_module", NULL) \
	O("PowerShellCore/Operational", "4104", "powershell", "ps_script", NULL) \
	O("PowerShellCore/Operational", "", "powershell", NULL, NULL) \
	O(CLASSIC, "400", "powershell-classic", "ps_classic_start", NULL) \
	O(CLASSIC, "600", "powershell-classic", "ps_classic_provider_start", NULL) \
	O(CLASSIC, "800", "powershell-classic", "ps_classic_script", NULL) \
	O(CLASSIC, "", "powershell-classic", NULL, NULL) \
	O("Microsoft-Windows-Windows Defender/Operational", "", "windefend", NULL, NULL) \
	O("Microsoft-Windows-TaskScheduler/Operational", "", "taskscheduler", NULL, NULL) \
	O("Microsoft-Windows-TerminalServices-LocalSessionManager/Operational", "", "terminalservices-localsessionmanager", NULL, NULL) \
	O("Microsoft-Windows-Bits-Client/Operational", "", "bits-client", NULL, NULL) \
	O("Microsoft-Windows-CodeIntegrity/Operational", "", "codeintegrity-operational", NULL, NULL) \
	O("Microsoft-Windows-NTLM/Operational", "", "ntlm", NULL, NULL) \
	O("Microsoft-Windows-Windows Firewall With Advanced Security/Firewall", "", "firewall-as", NULL, NULL) \
	O("Microsoft-Windows-AppLocker/MSI and Script", "", "applocker", NULL, NULL) \
	O("Microsoft-Windows-AppLocker/EXE and DLL", "", "applocker", NULL, NULL) \
	O("Microsoft-Windows-AppLocker/Packaged app-Deployment", "", "applocker", NULL, NULL) \
	O("Microsoft-Windows-AppLocker/Packaged app-Execution", "", "applocker", NULL, NULL) \
	O("Microsoft-Windows-WMI-Activity/Operational", "", "wmi", NULL, NULL) \
	O("Microsoft-Windows-LDAP-Client/Debug", "", "ldap", NULL, NULL) \
	O("Microsoft-Windows-PrintService/Admin", "", "printservice-admin", NULL, NULL) \
	O("Microsoft-Windows-PrintService/Operational", "", "printservice-operational", NULL, NULL) \
	O("Microsoft-Windows-SmbClient/Security", "", "smbclient-security", NULL, NULL) \
	O("Microsoft-Windows-SmbClient/Connectivity", "", "smbclient-connectivity", NULL, NULL) \
	O("Microsoft-Windows-SMBServer/Connectivity", "", "smbserver-connectivity", NULL, NULL) \
	O("Microsoft-Windows-SMBServer/Operational", "", "smbserver-operational", NULL, NULL) \
	O("Microsoft-Windows-AppXDeploymentServer/Operational", "", "appxdeployment-server", NULL, NULL) \
	O("Microsoft-Windows-AppModel-Runtime/Admin", "", "appmodel-runtime", NULL, NULL) \
	O("Microsoft-Windows-AppxPackaging/Operational", "", "appxpackaging-om", NULL, NULL) \
	O("Microsoft-Windows-Shell-Core/Operational", "", "shell-core", NULL, NULL) \
	O("Microsoft-Windows-Security-Mitigations/Kernel Mode", "", "security-mitigations", NULL, NULL) \
	O("Microsoft-Windows-Security-Mitigations/User Mode", "", "security-mitigations", NULL, NULL) \
	O("Microsoft-Windows-VHDMP-Operational", "", "vhdmp", NULL, NULL) \
	O("Microsoft-Windows-DriverFrameworks-UserMode/Operational", "", "driver-framework", NULL, NULL) \
	O("Microsoft-Windows-DNS Client Events/Operational", "", "dns-client", NULL, NULL) \
	O("DNS Server", "", "dns-server", NULL, NULL) \
	O("Microsoft-Windows-DNS-Server/Analytical", "", "dns-server-analytic", NULL, NULL) \
	O("Microsoft-Windows-DNS-Server/Audit", "", "dns-server-audit", NULL, NULL) \
	O("Microsoft-Windows-Diagnosis-Scripted/Operational", "", "diagnosis-scripted", NULL, NULL) \
	O("OpenSSH/Operational", "", "openssh", NULL, NULL) \
	O("Microsoft-Windows-LSA/Operational", "", "lsa-server", NULL, NULL) \
	O("Microsoft-Windows-CAPI2/Operational", "", "capi2", NULL, NULL) \
	O("Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational", "", "certificateservicesclient-lifecycle-system", NULL, NULL) \
	O("Microsoft-IIS-Configuration/Operational", "", "iis-configuration", NULL, NULL) \
	O("MSExchange Management", "", "msexchange-management", NULL, NULL) \
	O("Microsoft-ServiceBus-Client/Admin", "", "microsoft-servicebus-client", NULL, NULL) \
	O("Microsoft-ServiceBus-Client/Operational", "", "microsoft-servicebus-client", NULL, NULL)
/* Sysmon for Linux writes the same events. */
#define LINUX_ORIGINS(O) \
	O(LINUX, "1", "sysmon", "process_creation", NULL) \
	O(LINUX, "3", "sysmon", "network_connection", NULL) \
	O(LINUX, "5", "sysmon", "process_termination", NULL) \
	O(LINUX, "11", "sysmon", "file_event", NULL) \
	O(LINUX, "23", "sysmon", "file_delete", NULL) \
	O(LINUX, "", "sysmon", NULL, NULL)
/* clang-format on */
#define REGISTRY_ADD_OR_DELETE "registry_add", "registry_delete"

#define ORIGIN(channel, event, service, ...)                                                       \
	{ .product = "windows", .categories = { __VA_ARGS__ }, .services = { service } },
#define LINUX_ORIGIN(channel, event, service, ...)                                                 \
	{ .product = "linux", .categories = { __VA_ARGS__ }, .services = { service } },
#define KEY(channel, event, ...) { channel, event },

const struct log_origin windows_origins[WINDOWS_ORIGINS] = { ORIGINS(ORIGIN)
	    LINUX_ORIGINS(LINUX_ORIGIN) };
static const struct {
	const char *channel, *event;
} keys[] = { ORIGINS(KEY) LINUX_ORIGINS(KEY) };

_Static_assert(COUNT_OF(keys) == WINDOWS_ORIGINS, "one key for each origin");

uint32_t
windows_origin(struct str channel, struct str event)
{
	for (uint32_t i = 1; i < COUNT_OF(keys); i++)
		if (str_is_nocase(channel, keys[i].channel) &&
		    (keys[i].event[0] == '\0' || str_is(event, keys[i].event)))
			return i;
	return 0;
}
