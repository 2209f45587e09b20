# SPDX-License-Identifier: Apache-2.0
"""Inputs for the benchmarks: variants of an assessment, and the configuration of a host in 20 files. Always the same bytes."""

import os
import re


def assessments(template, folder, count):
    """Writes count variants of a structured assessment, each with a number and a name of its own. Gives their paths."""
    with open(template, encoding="utf-8") as file:
        text = file.read()
    number = re.compile(r"^(\s*cover\.no:).*$", re.M)
    name = re.compile(r"^(\s*(?:cover\.name|I\.1\.1): *)([^\s|>{'\"\[].*)$", re.M)
    if not number.search(text):
        raise SystemExit(f"bench: {template} has no line cover.no: to vary")
    paths = []
    for i in range(1, count + 1):
        path = os.path.join(folder, f"form-{i:04}.yaml")
        varied = number.sub(rf'\1 "{i}"', text)
        varied = name.sub(rf"\1\2（{i}）", varied)
        with open(path, "w", encoding="utf-8") as file:
            file.write(varied)
        paths.append(path)
    return paths


HOST = {
    "etc/ssh/sshd_config": "Port 22\nPermitRootLogin no\nPasswordAuthentication no\nMaxAuthTries 3\nClientAliveInterval 300\n"
                           "LogLevel VERBOSE\nX11Forwarding no\nAllowGroups ops\nSubsystem sftp /usr/lib/openssh/sftp-server\n",
    "etc/login.defs": "PASS_MAX_DAYS 90\nPASS_MIN_DAYS 1\nPASS_WARN_AGE 7\nUMASK 027\nENCRYPT_METHOD YESCRYPT\n",
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nops:x:1000:1000:Operator:/home/ops:/bin/bash\n"
                  + "".join(f"u{i:03}:x:{2000 + i}:2000:User {i}:/home/u{i:03}:/bin/bash\n" for i in range(40)),
    "etc/group": "root:x:0:\nops:x:1000:ops\nusers:x:2000:\n",
    "etc/shadow": "root:*:19000:0:90:7:::\nops:!:19000:1:90:7:::\n",
    "etc/sudoers": "Defaults env_reset\nDefaults logfile=/var/log/sudo.log\nroot ALL=(ALL:ALL) ALL\n%ops ALL=(ALL:ALL) ALL\n",
    "etc/pam.d/common-password": "password requisite pam_pwquality.so retry=3\npassword [success=1 default=ignore] pam_unix.so obscure use_authtok yescrypt\n"
                                 "password requisite pam_deny.so\npassword required pam_permit.so\n",
    "etc/pam.d/common-auth": "auth required pam_faillock.so preauth\nauth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\nauth required pam_permit.so\n",
    "etc/security/pwquality.conf": "minlen = 12\nminclass = 3\nmaxrepeat = 3\n",
    "etc/security/faillock.conf": "deny = 5\nunlock_time = 900\n",
    "etc/postgresql/15/main/postgresql.conf": "ssl = on\nlog_connections = on\nlog_disconnections = on\nlog_statement = 'mod'\npassword_encryption = scram-sha-256\n",
    "etc/postgresql/15/main/pg_hba.conf": "local all postgres peer\nhostssl all all 10.0.0.0/8 scram-sha-256\n",
    "etc/nginx/nginx.conf": "user www-data;\nevents {\n\tworker_connections 512;\n}\nhttp {\n\tserver_tokens off;\n\tssl_protocols TLSv1.2 TLSv1.3;\n"
                            "\tserver {\n\t\tlisten 443 ssl;\n\t\tserver_name example.lg.jp;\n\t}\n}\n",
    "etc/logrotate.d/rsyslog": "/var/log/auth.log\n{\n\trotate 36\n\tmonthly\n\tcompress\n\tmissingok\n}\n",
    "etc/rsyslog.d/50-remote.conf": "auth,authpriv.* /var/log/auth.log\n*.* @@loghost.example.lg.jp:6514\n",
    "etc/cron.d/backup": "SHELL=/bin/sh\n30 2 * * * root /usr/local/sbin/backup\n",
    "etc/sysctl.d/90-hardening.conf": "net.ipv4.ip_forward = 0\nkernel.randomize_va_space = 2\n",
    "etc/audit/auditd.conf": "log_file = /var/log/audit/audit.log\nmax_log_file = 64\nmax_log_file_action = keep_logs\nspace_left_action = email\n",
    "etc/chrony/chrony.conf": "server ntp.example.lg.jp iburst\nmakestep 1.0 3\n",
    "etc/modprobe.d/usb-storage.conf": "blacklist usb-storage\ninstall usb-storage /bin/false\n",
}


def host(folder):
    """Writes the 20 files of one host below folder. Gives how many."""
    for name, content in HOST.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
    return len(HOST)
