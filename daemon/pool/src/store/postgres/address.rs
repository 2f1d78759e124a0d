//! Where the database is, and how to reach it safely.
//!
//! In: `postgres://…` and what libpq's environment variables say. Out: what the driver needs, with a password that is never printed.
//! Another machine is reached by TLS with a checked certificate, whatever is asked for; this machine without, unless it is asked for.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use postgres::Config;
use postgres::config::Host;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::database::{Hidden, NotADatabase};
use crate::store::{Cause, StoreError};

/// How long to wait for a connection before the database counts as away.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a connection may answer nothing, not even that it received something, before it counts as broken.
const QUIET: Duration = Duration::from_secs(30);

/// Where the database is, and how to reach it.
#[derive(Clone)]
pub struct Address {
    config: Config,
    tls: Option<Tls>,
}

/// How the server's certificate is checked: always.
#[derive(Clone)]
pub(super) struct Tls {
    config: Arc<ClientConfig>,
}

/// Reads an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tls = if self.tls.is_some() { " with TLS" } else { "" };
        write!(formatter, "{:?}{tls}", self.config.get_hosts())
    }
}

impl Address {
    /// Reads an address; what it leaves out comes from libpq's variables, the password also from the file of passwords.
    ///
    /// # Errors
    /// If it is not an address, or asks for what is not safe.
    pub fn read(text: &Hidden, environment: Environment<'_>) -> Result<Self, NotADatabase> {
        let (plain, settings) = without_tls_settings(&text.0);
        let mut config: Config = plain.parse().map_err(|_| NotADatabase::Unreadable)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            config.host(&environment("PGHOST").unwrap_or_else(|| "localhost".to_owned()));
        }
        if config.get_ports().is_empty()
            && let Some(port) = environment("PGPORT")
        {
            config.port(port.parse().map_err(|_| NotADatabase::Unreadable)?);
        }
        if config.get_user().is_none() {
            let user = environment("PGUSER").or_else(|| environment("USER"));
            config.user(&user.ok_or(NotADatabase::Unreadable)?);
        }
        if config.get_dbname().is_none() {
            let name = environment("PGDATABASE").or_else(|| config.get_user().map(str::to_owned));
            config.dbname(&name.unwrap_or_default());
        }
        if config.get_password().is_none()
            && let Some(password) = password(&config, environment)
        {
            config.password(password);
        }
        config
            .application_name("tributary-pool")
            .connect_timeout(PATIENCE)
            .keepalives_idle(QUIET)
            .tcp_user_timeout(QUIET);
        let mode = settings
            .mode
            .or_else(|| environment("PGSSLMODE"))
            .unwrap_or_else(|| "prefer".to_owned());
        let wanted = match mode.as_str() {
            "disable" => Some(false),
            "allow" | "prefer" => None,
            "require" | "verify-ca" | "verify-full" => Some(true),
            _ => return Err(NotADatabase::Mode),
        };
        let far = !is_here(&config);
        if far && wanted == Some(false) {
            return Err(NotADatabase::Unprotected);
        }
        let tls = if wanted.unwrap_or(far) {
            config.ssl_mode(postgres::config::SslMode::Require);
            let roots = settings.roots.or_else(|| environment("PGSSLROOTCERT"));
            Some(Tls::trusting(
                roots.filter(|path| path != "system").map(PathBuf::from),
            )?)
        } else {
            config.ssl_mode(postgres::config::SslMode::Disable);
            None
        };
        Ok(Self { config, tls })
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    pub(super) fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }
}

impl Tls {
    fn trusting(roots: Option<PathBuf>) -> Result<Self, NotADatabase> {
        let mut trusted = RootCertStore::empty();
        match roots {
            Some(path) => {
                let unreadable = || NotADatabase::Certificates {
                    path: path.display().to_string(),
                };
                let certificates = CertificateDer::pem_file_iter(&path).map_err(|_| unreadable())?;
                for certificate in certificates {
                    let certificate = certificate.map_err(|_| unreadable())?;
                    trusted.add(certificate).map_err(|_| unreadable())?;
                }
                if trusted.is_empty() {
                    return Err(unreadable());
                }
            }
            None => {
                for certificate in rustls_native_certs::load_native_certs().certs {
                    // A certificate that this library does not understand is not trusted.
                    let _ = trusted.add(certificate);
                }
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider knows the default versions")
            .with_root_certificates(trusted)
            .with_no_client_auth();
        Ok(Self {
            config: Arc::new(config),
        })
    }

    pub(super) fn connector(&self) -> MakeRustlsConnect {
        MakeRustlsConnect::new((*self.config).clone())
    }
}

/// What the driver does not read by itself.
#[derive(Default)]
struct TlsSettings {
    mode: Option<String>,
    roots: Option<String>,
}

fn without_tls_settings(text: &str) -> (String, TlsSettings) {
    let mut settings = TlsSettings::default();
    let Some((start, query)) = text.split_once('?') else {
        return (text.to_owned(), settings);
    };
    let mut kept = vec![];
    for pair in query.split('&') {
        let value = url::form_urlencoded::parse(pair.as_bytes())
            .next()
            .map(|(_, value)| value.into_owned());
        match pair.split('=').next() {
            Some("sslmode") => settings.mode = value,
            Some("sslrootcert") => settings.roots = value,
            _ => kept.push(pair),
        }
    }
    (format!("{start}?{}", kept.join("&")), settings)
}

fn is_here(config: &Config) -> bool {
    let here = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    match config.get_hostaddrs() {
        [] => config.get_hosts().iter().all(here),
        addresses => addresses.iter().all(std::net::IpAddr::is_loopback),
    }
}

/// libpq's rules: `PGPASSWORD`, else the first line of the file of passwords that fits.
fn password(config: &Config, environment: Environment<'_>) -> Option<String> {
    if let Some(password) = environment("PGPASSWORD") {
        return Some(password);
    }
    let path = match environment("PGPASSFILE") {
        Some(path) => PathBuf::from(path),
        None => PathBuf::from(environment("HOME")?).join(".pgpass"),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        // Others could read it: libpq does not use such a file either.
        if std::fs::metadata(&path).ok()?.mode() & 0o077 != 0 {
            return None;
        }
    }
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        _ => "localhost".to_owned(),
    };
    let port = config.get_ports().first().unwrap_or(&5432).to_string();
    let wanted = [
        host.as_str(),
        &port,
        config.get_dbname().unwrap_or_default(),
        config.get_user().unwrap_or_default(),
    ];
    std::fs::read_to_string(path)
        .ok()?
        .lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let fields = fields(line);
            let fits = fields.len() == 5
                && fields
                    .iter()
                    .zip(wanted)
                    .all(|(field, wanted)| field == "*" || field == wanted);
            fits.then(|| fields[4].clone())
        })
}

/// The fields of a line of the file of passwords: between colons, with backslashes before colons and backslashes that belong to a field.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        let last = fields.len() - 1;
        match letter {
            '\\' => fields[last].extend(letters.next()),
            ':' if fields.len() < 5 => fields.push(String::new()),
            letter => fields[last].push(letter),
        }
    }
    fields
}

impl From<NotADatabase> for StoreError {
    fn from(wrong: NotADatabase) -> Self {
        Self::Database(Cause::new(wrong.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str, variables: &[(&str, &str)]) -> Result<Address, NotADatabase> {
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Address::read(&Hidden(text.to_owned()), &|name| {
            let found = variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        })
    }

    #[test]
    fn another_machine_is_reached_by_tls_and_this_one_without() {
        for (text, tls) in [
            ("postgres://me@db.example.org/pool", true),
            ("postgres://me@db.example.org/pool?sslmode=prefer", true),
            ("postgres://me@192.0.2.7/pool", true),
            ("postgres://me@localhost/pool", false),
            ("postgres://me@127.0.0.1:5433/pool", false),
            ("postgres://me@%2Frun%2Fpostgresql/pool", false),
            ("postgres://me@localhost/pool?sslmode=require", true),
        ] {
            assert_eq!(address(text, &[]).unwrap().tls.is_some(), tls, "{text}");
        }
        let open = address("postgres://me@db.example.org/pool?sslmode=disable", &[]);
        assert_eq!(open.unwrap_err(), NotADatabase::Unprotected);
        let odd = address("postgres://me@localhost/pool?sslmode=perhaps", &[]);
        assert_eq!(odd.unwrap_err(), NotADatabase::Mode);
    }

    #[test]
    fn a_password_is_found_where_libpq_looks_and_never_printed() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("pgpass");
        std::fs::write(&file, "# mine\nelsewhere:*:*:*:no\n*:5433:pool:me:a\\:b\\\\c:d\n").unwrap();
        let file = file.to_str().unwrap();
        let variables = [("PGPASSFILE", file)];
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let allow = |mode| std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
            allow(0o644);
            let open = address("postgres://me@localhost:5433/pool", &variables).unwrap();
            assert_eq!(open.config.get_password(), None, "a file that others can read");
            allow(0o600);
        }
        let found = address("postgres://me@localhost:5433/pool", &variables).unwrap();
        assert_eq!(found.config.get_password(), Some("a:b\\c:d".as_bytes()));
        let own = address("postgres://me:secret@localhost:5433/pool", &variables).unwrap();
        assert_eq!(own.config.get_password(), Some("secret".as_bytes()));
        let given = address("postgres://me@localhost/pool", &[("PGPASSWORD", "given")]).unwrap();
        assert_eq!(given.config.get_password(), Some("given".as_bytes()));
        for address in [found, own, given] {
            let printed = format!("{address:?}");
            assert!(
                !["a:b", "secret", "given"]
                    .iter()
                    .any(|password| printed.contains(password)),
                "{printed}"
            );
        }
        let wrong = address("postgres://me:secret@localhost:port/pool", &[]).unwrap_err();
        assert!(!wrong.to_string().contains("secret"));
    }

    #[test]
    fn what_an_address_leaves_out_comes_from_the_environment() {
        let variables = [
            ("PGHOST", "/run/pg"),
            ("PGPORT", "5444"),
            ("PGUSER", "me"),
            ("PGDATABASE", "mine"),
        ];
        let address = address("postgres:///", &variables).unwrap();
        assert_eq!(address.config.get_ports(), [5444]);
        assert_eq!(
            (address.config.get_user(), address.config.get_dbname()),
            (Some("me"), Some("mine"))
        );
        assert!(address.tls.is_none());
    }
}
