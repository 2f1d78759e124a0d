//! Where the pool's key and its records are, and that nobody else can read them.
//!
//! In: a directory, a database, and a source of random bytes for a new key. Out: the pool's identity and its store.
//! The key never leaves its file: whoever has it can speak for the pool.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use shared::keys::{PoolId, SecretKey};

use crate::intake::consent::Policy;
use crate::near::Sketcher;
use crate::store::postgres::Address;
use crate::store::{Store, StoreError};
use crate::terms::{self, Terms};

/// What a pool is called until its maintainer names it.
pub const DEFAULT_NAME: &str = "An open pool of conversations";
/// The pool's port, unless told otherwise.
pub const PORT: u16 = 7412;

/// An opened pool: its key, its name, its memory.
pub struct Pool {
    pub key: SecretKey,
    pub id: PoolId,
    pub name: String,
    pub store: Store,
    /// What this pool takes, as it was when it was opened.
    pub policy: Policy,
    /// Makes the numbers by which records that say nearly the same are found.
    pub sketcher: Sketcher,
}

/// Where the settings keep the policy.
pub const POLICY: &str = "policy";

/// Where a pool is.
#[derive(Clone, Debug)]
pub struct Place {
    /// Holds the key and, unless there is another database, the records.
    pub dir: PathBuf,
    /// The file of the key, if it is elsewhere: all nodes of a pool need the same.
    pub key: Option<PathBuf>,
    /// The database, if it is not a file in the directory.
    pub database: Option<Address>,
}

/// Why the pool cannot be opened.
#[derive(Debug)]
pub enum ConfigError {
    /// There is no pool here.
    NoPool {
        dir: PathBuf,
    },
    /// The file that was named as the pool's key is not there.
    NoKey {
        path: PathBuf,
    },
    /// The database belongs to a pool with another key.
    OtherKey {
        pool_id: String,
    },
    /// The key file is not 64 hexadecimal digits.
    DamagedKey {
        path: PathBuf,
    },
    /// The name is empty, too long, or has control characters.
    UnfitName,
    File {
        path: PathBuf,
        source: io::Error,
    },
    Store(StoreError),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPool { dir } => write!(
                formatter,
                "there is no pool in {}: run `tributary-pool init --data-dir {}`",
                dir.display(),
                dir.display()
            ),
            Self::NoKey { path } => write!(
                formatter,
                "{} is not there: bring the pool's key to this machine, or run `tributary-pool init --key {}` to make one",
                path.display(),
                path.display()
            ),
            Self::OtherKey { pool_id } => write!(
                formatter,
                "the database is that of pool {pool_id}, which has another key: give that pool's key with --key, or another --database"
            ),
            Self::DamagedKey { path } => write!(
                formatter,
                "{} does not hold a key of 64 hexadecimal digits: restore it from a backup",
                path.display()
            ),
            Self::UnfitName => formatter.write_str("a pool's name has 1 to 80 characters and is one line"),
            Self::File { path, source } => write!(formatter, "{} cannot be used: {source}", path.display()),
            Self::Store(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for ConfigError {}

impl From<StoreError> for ConfigError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<&Path> for Place {
    fn from(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            key: None,
            database: None,
        }
    }
}

impl Place {
    fn key_path(&self) -> PathBuf {
        self.key.clone().unwrap_or_else(|| self.dir.join("pool.key"))
    }

    fn store(&self, create: bool) -> Result<Store, ConfigError> {
        if let Some(address) = &self.database {
            return Ok(Store::connect(address, create)?);
        }
        let database = self.dir.join("pool.db");
        // Created by us rather than by SQLite, so that it and the files beside it are never readable by others.
        if !database.exists() {
            private_file(&database)?;
        }
        Ok(Store::open(&database)?)
    }
}

impl Pool {
    /// Opens the pool in this directory and creates whatever is missing, the key from `random`.
    ///
    /// # Errors
    /// If the directory cannot be used, or what is there is damaged.
    pub fn create(
        dir: &Path,
        name: Option<&str>,
        random: impl FnOnce() -> [u8; 32],
    ) -> Result<Self, ConfigError> {
        Self::create_at(&dir.into(), name, random)
    }

    /// Opens an existing pool.
    ///
    /// # Errors
    /// If there is none, or what is there is damaged.
    pub fn open(dir: &Path) -> Result<Self, ConfigError> {
        Self::open_at(&dir.into())
    }

    /// Opens the pool at this place and creates whatever is missing: the key from `random`, the tables of the database.
    ///
    /// # Errors
    /// If the place cannot be used, or what is there is damaged or of another pool.
    pub fn create_at(
        place: &Place,
        name: Option<&str>,
        random: impl FnOnce() -> [u8; 32],
    ) -> Result<Self, ConfigError> {
        let key_path = place.key_path();
        if place.key.is_none() || place.database.is_none() {
            fs::create_dir_all(&place.dir).map_err(|source| file_error(&place.dir, source))?;
            only_for_me(&place.dir, 0o700)?;
        }
        if !key_path.exists() {
            write_key(&key_path, &random())?;
        }
        let pool = Self::with(place, true)?;
        match name {
            None => Ok(pool),
            Some(name) => pool.named(name),
        }
    }

    /// Opens an existing pool.
    ///
    /// # Errors
    /// If there is none, or what is there is damaged or of another pool.
    pub fn open_at(place: &Place) -> Result<Self, ConfigError> {
        Self::with(place, false)
    }

    fn with(place: &Place, create: bool) -> Result<Self, ConfigError> {
        let key_path = place.key_path();
        let text = match fs::read_to_string(&key_path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(match &place.key {
                    Some(path) => ConfigError::NoKey { path: path.clone() },
                    None => ConfigError::NoPool {
                        dir: place.dir.clone(),
                    },
                });
            }
            Err(source) => return Err(file_error(&key_path, source)),
        };
        let secret: [u8; 32] = HEXLOWER
            .decode(text.trim().as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| ConfigError::DamagedKey {
                path: key_path.clone(),
            })?;
        let key = SecretKey::from_bytes(&secret);
        let id = PoolId::of(&key.public());
        let store = place.store(create)?;
        // A database at an address can be reached with the wrong key; a file beside its key cannot.
        if place.database.is_some() || place.key.is_some() {
            let pool_id = store.belongs_to(&id)?;
            if pool_id != id.as_ref() {
                return Err(ConfigError::OtherKey { pool_id });
            }
        }
        let policy: Policy = store
            .setting(POLICY)?
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        Ok(Self {
            id,
            name: store.name()?.unwrap_or_else(|| DEFAULT_NAME.to_owned()),
            policy: Policy {
                own: terms::of(&store)?,
                ..policy
            },
            sketcher: Sketcher::new(&key),
            key,
            store,
        })
    }

    /// The pool's own consent terms, as they were when it was opened.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.policy.own
    }

    fn named(self, name: &str) -> Result<Self, ConfigError> {
        let fits = (1..=80).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if !fits {
            return Err(ConfigError::UnfitName);
        }
        self.store.set_name(name)?;
        Ok(Self {
            name: name.to_owned(),
            ..self
        })
    }
}

fn write_key(path: &Path, secret: &[u8; 32]) -> Result<(), ConfigError> {
    let mut file = private_file(path)?;
    file.write_all(HEXLOWER.encode(secret).as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|source| file_error(path, source))
}

fn private_file(path: &Path) -> Result<fs::File, ConfigError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map_err(|source| file_error(path, source))
}

fn only_for_me(path: &Path, mode: u32) -> Result<(), ConfigError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(|source| file_error(path, source))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

fn file_error(path: &Path, source: io::Error) -> ConfigError {
    ConfigError::File {
        path: path.to_owned(),
        source,
    }
}
