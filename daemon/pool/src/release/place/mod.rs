//! Where a release lives: a folder, or a bucket of an object store that speaks S3.
//!
//! In: an address, names below it, bytes. Out: the same, whole or not at all: nobody ever sees half a file. Both kinds can replace
//! one file only if it is still the one that was read, which is how releases are published.
//! Invariant: what goes wrong is told without anything that could be a credential.

mod folder;
mod s3;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use folder::Folder;
pub(crate) use folder::files_below;
use s3::S3;
use shared::time::Day;

/// A place for releases of one pool.
pub enum Place {
    Folder(Folder),
    S3(S3),
}

/// A file that lies in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// When it was written, where others may be writing at the same time; a locked folder has no others.
    pub day: Option<Day>,
}

/// Which state of a file was read.
#[derive(Clone, Debug)]
pub enum Version {
    /// There was none.
    Absent,
    /// A folder is locked instead.
    Locked,
    Tag(Option<String>),
}

/// Why a place does not do what it is asked.
#[derive(Debug)]
pub enum PlaceError {
    /// The address is not one. It is not repeated, since people put credentials into addresses.
    Address,
    /// Another release into the same place is running.
    Busy(String),
    /// Another release was published in the meantime.
    Overtaken(String),
    File(PathBuf, io::Error),
    /// The object store refused or could not be reached.
    Remote {
        what: String,
        why: String,
    },
}

impl fmt::Display for PlaceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => formatter.write_str(
                "this address is no place for a release: give a folder or s3://BUCKET/PREFIX, and credentials in the environment",
            ),
            Self::Busy(place) => write!(
                formatter,
                "another release into {place} is running: wait until it is done"
            ),
            Self::Overtaken(place) => write!(
                formatter,
                "another release was published in {place} in the meantime: run it again"
            ),
            Self::File(path, error) => write!(formatter, "{}: {error}", path.display()),
            Self::Remote { what, why } => write!(formatter, "{what}: {why}"),
        }
    }
}

impl std::error::Error for PlaceError {}

impl Place {
    /// The place at this address. Nothing is created or locked yet.
    ///
    /// # Errors
    /// If it is no address, or the environment has no fit credentials for it.
    pub fn at(address: &str) -> Result<Self, PlaceError> {
        if address.starts_with("s3://") {
            Ok(Self::S3(S3::at(address)?))
        } else if address.contains("://") || address.is_empty() {
            Err(PlaceError::Address)
        } else {
            Ok(Self::Folder(Folder::at(Path::new(address))))
        }
    }

    /// The folder with this path.
    #[must_use]
    pub fn folder(path: &Path) -> Self {
        Self::Folder(Folder::at(path))
    }

    /// Prepares for writing: a folder is created and locked until this is dropped.
    ///
    /// # Errors
    /// If another release is being written there, or it cannot be used.
    pub fn lock(&mut self) -> Result<(), PlaceError> {
        match self {
            Self::Folder(folder) => folder.lock(),
            Self::S3(_) => Ok(()),
        }
    }

    /// The address, as it is kept and shown to the maintainer.
    #[must_use]
    pub fn address(&self) -> String {
        match self {
            Self::Folder(folder) => folder.dir().display().to_string(),
            Self::S3(s3) => s3.address().to_owned(),
        }
    }

    /// The folder, if it is one.
    #[must_use]
    pub fn as_folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder.dir()),
            Self::S3(_) => None,
        }
    }

    /// Where new files are written before they have their names.
    ///
    /// # Errors
    /// If there is no room for them.
    pub fn scratch(&self) -> Result<tempfile::TempDir, PlaceError> {
        match self {
            Self::Folder(folder) => folder.scratch(),
            Self::S3(_) => tempfile::tempdir().map_err(|error| PlaceError::File(std::env::temp_dir(), error)),
        }
    }

    /// A file's bytes; `None` if there is no such file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, PlaceError> {
        Ok(self.read_version(name)?.0)
    }

    /// A file, to be read from its beginning; `None` if there is no such file. From an object store it is fetched whole.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(&self, name: &str) -> Result<Option<Box<dyn io::Read>>, PlaceError> {
        Ok(match self {
            Self::Folder(folder) => folder.open(name)?.map(|file| Box::new(file) as Box<dyn io::Read>),
            Self::S3(s3) => s3
                .read(name)?
                .0
                .map(|bytes| Box::new(io::Cursor::new(bytes)) as _),
        })
    }

    /// A file's bytes and which state of it they are.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read_version(&self, name: &str) -> Result<(Option<Vec<u8>>, Version), PlaceError> {
        match self {
            Self::Folder(folder) => Ok((folder.read(name)?, Version::Locked)),
            Self::S3(s3) => s3.read(name),
        }
    }

    /// Gives a finished scratch file its name. One that is there already has the same content.
    ///
    /// # Errors
    /// If it cannot be moved.
    pub fn keep(&self, scratch: &Path, name: &str) -> Result<(), PlaceError> {
        match self {
            Self::Folder(folder) => folder.keep(scratch, name),
            Self::S3(s3) => s3.keep(scratch, name),
        }
    }

    /// Writes a file, in the place of a former one.
    ///
    /// # Errors
    /// If it cannot be written; the former one is then as it was.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), PlaceError> {
        match self {
            Self::Folder(folder) => folder.write(name, bytes),
            Self::S3(s3) => s3.write(name, bytes, None),
        }
    }

    /// Writes a file if it is still in this state.
    ///
    /// # Errors
    /// `Overtaken` if it is not; otherwise if it cannot be written.
    pub fn write_if(&self, name: &str, bytes: &[u8], version: &Version) -> Result<(), PlaceError> {
        match self {
            Self::Folder(folder) => folder.write(name, bytes),
            Self::S3(s3) => s3.write(name, bytes, Some(version)),
        }
    }

    /// All files below a folder, or all of them below the empty name.
    ///
    /// # Errors
    /// If they cannot be listed.
    pub fn list(&self, folder: &str) -> Result<Vec<Entry>, PlaceError> {
        match self {
            Self::Folder(here) => here.list(folder),
            Self::S3(s3) => s3.list(folder),
        }
    }

    /// Moves a file; nothing happens if it is not there.
    ///
    /// # Errors
    /// If it cannot be moved.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), PlaceError> {
        match self {
            Self::Folder(folder) => folder.rename(from, to),
            Self::S3(s3) => s3.rename(from, to),
        }
    }

    /// Deletes a file; nothing happens if it is not there.
    ///
    /// # Errors
    /// If it cannot be deleted.
    pub fn delete(&self, name: &str) -> Result<(), PlaceError> {
        match self {
            Self::Folder(folder) => folder.delete(name),
            Self::S3(s3) => s3.delete(name),
        }
    }
}
