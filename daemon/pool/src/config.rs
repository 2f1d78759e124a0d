//! The data directory: where the database and the pool's key are, and that nobody else can read them.
//!
//! In: a directory, and a source of random bytes for a new key. Out: the pool's identity and its store.
//! The key never leaves its file: whoever has it can speak for the pool.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use shared::keys::{PoolId, SecretKey};

use crate::store::{Store, StoreError};

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
}

/// Why the data directory cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// There is no pool here.
    NoPool {
        dir: PathBuf,
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
        fs::create_dir_all(dir).map_err(|source| file_error(dir, source))?;
        only_for_me(dir, 0o700)?;
        let key_path = dir.join("pool.key");
        if !key_path.exists() {
            write_key(&key_path, &random())?;
        }
        let pool = Self::open(dir)?;
        match name {
            None => Ok(pool),
            Some(name) => pool.named(name),
        }
    }

    /// Opens an existing pool.
    ///
    /// # Errors
    /// If there is none, or what is there is damaged.
    pub fn open(dir: &Path) -> Result<Self, ConfigError> {
        let key_path = dir.join("pool.key");
        let text = match fs::read_to_string(&key_path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ConfigError::NoPool { dir: dir.to_owned() });
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
        let database = dir.join("pool.db");
        // Created by us rather than by SQLite, so that it and the files beside it are never readable by others.
        if !database.exists() {
            private_file(&database)?;
        }
        let store = Store::open(&database)?;
        Ok(Self {
            id: PoolId::of(&key.public()),
            name: store.name()?.unwrap_or_else(|| DEFAULT_NAME.to_owned()),
            key,
            store,
        })
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
