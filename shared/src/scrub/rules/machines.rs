//! Names of users where machines write them: prompts, logs, listings of files, remotes, command lines.
//!
//! Names that every system has (`root`, `www-data`, `ubuntu`) stay: they tell nobody.

use super::{Cue, Hit, Rule, is_common_word};
use crate::scrub::PiiType;

/// Accounts that systems and images bring along.
const SYSTEM: &[&str] = &[
    "root",
    "admin",
    "administrator",
    "www-data",
    "nobody",
    "daemon",
    "ubuntu",
    "debian",
    "centos",
    "fedora",
    "ec2-user",
    "pi",
    "vagrant",
    "docker",
    "git",
    "postgres",
    "mysql",
    "redis",
    "nginx",
    "apache",
    "jenkins",
    "runner",
    "node",
    "app",
    "user",
    "users",
    "username",
    "guest",
    "public",
    "default",
    "staff",
    "wheel",
    "sudo",
    "sys",
    "bin",
    "mail",
    "backup",
    "systemd",
    "sshd",
    "ftp",
    "ansible",
    "deploy",
    "service",
    "test",
    "build",
    "hostname",
    "name",
    "youruser",
    "your_user",
    "myuser",
    "oracle",
    "svc",
    "api",
    "web",
    "dev",
    "ci",
    "hadoop",
    "tomcat",
    "elasticsearch",
    "kafka",
    "grafana",
    "prometheus",
    "vscode",
    "codespace",
    "gitpod",
    "linuxbrew",
    "invalid",
    "illegal",
    "system",
    "all",
    "none",
    "null",
    "host",
    "server",
    "client",
    "localhost",
    "linux",
    "windows",
    "password",
];

fn is_person(hit: &Hit<'_>) -> bool {
    let lower = hit.value().to_lowercase();
    let start = lower.split(['-', '_', '.']).next().unwrap_or_default();
    let nobody = SYSTEM.contains(&lower.as_str())
        || is_common_word(&lower)
        || lower.len() < 2
        || matches!(start, "your" | "my" | "systemd" | "svc" | "some" | "example")
        || lower.bytes().all(|byte| byte.is_ascii_digit())
        || lower.starts_with("__");
    let called = hit.after(1).starts_with(['(', '}', '$']) && !hit.after(4).starts_with("(uid");
    !nobody && !called
}

macro_rules! users {
    ($($id:literal, $cue:expr, $pattern:expr, $check:expr, $confidence:literal, $matches:expr, $ignores:expr;)*) => {
        &[$(Rule {
            id: $id,
            kind: PiiType::Username,
            cue: $cue,
            pattern: $pattern,
            check: $check,
            confidence: $confidence,
            #[cfg(test)]
            matches: &$matches,
            #[cfg(test)]
            ignores: &$ignores,
        }),*]
    };
}

pub(super) const RULES: &[Rule] = users! {
    "machine.prompt", Cue::Close(&[&["@"]]),
        r"(?:^|[\s\[(])([a-z_][\w.-]{1,31})@[\w.-]{1,40}(?::| )(?:~|/)[\w./~-]{0,60}[\]#$%> ]",
        is_person, 0.995,
        ["ada.l@thinkpad:~/src$ ls", "[adal@dev-box ~]$ make", "wanda@web01:/var/www# ls"], ["root@web01:~# ls", "git@github.com:acme/tool", "a@b: c"];
    "machine.remote-shell", Cue::Any(&[&["ssh ", "scp ", "sftp ", "rsync ", "ssh-copy-id ", "ssh://", "sftp://", "mosh "]]),
        r"\b(?:(?:ssh|sftp|scp|rsync|mosh|ssh-copy-id)(?: [^\s@]+){0,6} |(?:ssh|sftp)://)([A-Za-z_][\w.-]{1,31})@[\w\[]",
        is_person, 0.995,
        ["ssh -p 2222 adal@build.acme.io", "scp out.tgz wanda.k@bastion.acme.io:/tmp", "rsync -av dist/ wandak@web01:/srv"], ["ssh git@github.com", "ssh root@10.0.0.5 ls"];
    "machine.log", Cue::Any(&[&["accepted ", "failed password", "session opened", "session closed", "sudo", "su:", "invalid user", "authentication failure", "new user", "useradd", "usermod", "adduser", "passwd ", "chown", "su - ", "logged in", "whoami", "uid=", "crontab", "of user", "for user", "git config"]]),
        r"(?i)\b(?:accepted (?:publickey|password|keyboard-interactive(?:/pam)?) for|failed (?:password|publickey) for(?: invalid user)?|session (?:opened|closed) for user|invalid user|new user: name=|useradd(?: -\S+(?: [^\s-]\S*)?){0,4}|usermod(?: -\S+ \S+){0,3}|adduser|su -|sudo -u|crontab -u|session \d+ of user|session \d+ for user|git config (?:--global )?user\.name [\x22']?|chown(?: -\w+)?) ?([a-z_][\w.-]{1,31})\b|\bsudo: +([a-z_][\w.-]{1,31}) : |\bwhoami\n([a-z_][\w.-]{1,31})\n|\b[ug]id=\d+\(([a-z_][\w.-]{1,31})\)",
        is_person, 0.9,
        ["Accepted publickey for jansen_greta from 203.0.113.5 port 22", "sudo: ada.l : TTY=pts/0 ;", "$ whoami\nadal77\n", "uid=1001(adal) gid=1001(adal)", "chown -R wandak:www-data /var/www"],
        ["chown -R www-data:www-data /var/www", "sudo: required", "uid=0(root)", "Failed password for root from x"];
    "machine.listing", Cue::Close(&[&["drwx", "-rw", "lrwx", "-r-x"]]),
        r"\b?[-dlcbps][rwxsStT-]{9}[.+@]? +\d+ +([a-z_][\w.-]{1,31}) +[a-z_][\w.-]{1,31} +\d",
        is_person, 0.9,
        ["drwxr-xr-x 2 adal staff 4096 Mar 3 10:02 docs"], ["drwxr-xr-x 2 root root 4096 Mar 3 10:02 docs"];
    "machine.option", Cue::Any(&[&["-u ", "--user", "user id=", "uid=", "login ", "username=", "user="]]),
        r#"(?i)\b(?:curl|wget|mysql|mysqldump|mysqladmin|mariadb|psql|mongo|mongosh|redis-cli|docker login|svn)\b[^\n]*? (?:-u|-U|--user|--username)(?: |=)?["']?([a-z_][\w.-]{2,31})(?:[:\s"'@]|$)|;\s?(?:user id|uid|user)=([a-z_][\w.@-]{2,40});|\bmachine \S{1,60}\s+login ([\w.@-]{3,40})\s"#,
        is_person, 0.9,
        ["curl -u ada.l:x https://x.org", "mysql -u adal -p shop", "Server=tcp:s1;User ID=ada.l;Password=x", "machine api.acme.io login ada_l password x"],
        ["mysql -u root -p shop", "curl -u user:pass https://x.org"];
    "machine.environment", Cue::Close(&[&["user=", "logname=", "username="]]),
        r"(?:^|\n|\s)(?:USER|LOGNAME|USERNAME|SUDO_USER)=([a-z_][\w.-]{2,31})(?:\n|$|\s)",
        is_person, 0.85,
        ["SHELL=/bin/sh\nUSER=adal\nHOME=/srv\n"], ["USER=root\n", "USER=user\n"];
    "machine.git-remote", Cue::Far(&[&["git remote", "origin"]]),
        r"\b(?:git remote (?:add|set-url) \S{1,30} |origin\s+)(?:https://(?:[^\s/@]{1,80}@)?[\w.-]{3,40}/|git@[\w.-]{3,40}:)([A-Za-z\d][\w.-]{1,38})/",
        is_person, 0.8,
        ["git remote add origin https://github.com/adal77/dotfiles.git", "origin\tgit@github.com:wanda-k/infra.git (fetch)"], ["git clone https://github.com/rust-lang/rust", "origin/main"];
    "machine.reddit", Cue::Close(&[&["u/"]]),
        r"(?:^|[\s(\[,:])/?u/([A-Za-z\d][\w-]{2,20})\b",
        |hit| is_person(hit) && !hit.after(1).starts_with(['/', '.']), 0.85,
        ["u/farah_amber on reddit", "thanks to /u/tomek77"], ["https://x.org/u/", "a/u/b", "/u/bin/x"];
    "machine.windows-prompt", Cue::Any(&[&[r":\users\"]]),
        r"(?i)\b[a-z]:\\users\\([\p{L}\d][\p{L}\d._ -]{0,30}?)>",
        is_person, 0.93,
        [r"PS C:\Users\gpetrov> npm i"], [r"C:\Users\Public> dir"];
};
