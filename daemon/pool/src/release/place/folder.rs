//! A folder as a place for releases: every write is a rename, and what was renamed is on the disk.
//!
//! In: names with `/` below the folder. Out: files. One writer at a time, by a lock that a crash releases.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Entry, PlaceError};

const LOCK: &str = ".lock";
/// What scratch folders begin with; those of a release that was cut short are deleted by the next.
const SCRATCH: &str = ".next-";

pub struct Folder {
    dir: PathBuf,
    /// Held until dropped.
    lock: Option<File>,
}

impl Folder {
    pub(super) fn at(dir: &Path) -> Self {
        Self {
            // A release is found again from any working directory.
            dir: dir.canonicalize().unwrap_or_else(|_| dir.to_owned()),
            lock: None,
        }
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(super) fn lock(&mut self) -> Result<(), PlaceError> {
        fs::create_dir_all(&self.dir).map_err(|error| failed(&self.dir, error))?;
        self.dir = self
            .dir
            .canonicalize()
            .map_err(|error| failed(&self.dir, error))?;
        // Something else's folder is left alone, down to the last file.
        if !self.may_be_a_release()? {
            return Ok(());
        }
        let path = self.dir.join(LOCK);
        let lock = File::create(&path).map_err(|error| failed(&path, error))?;
        if lock.try_lock().is_err() {
            return Err(PlaceError::Busy(self.dir.display().to_string()));
        }
        self.lock = Some(lock);
        for name in self.names()?.iter().filter(|name| name.starts_with(SCRATCH)) {
            let path = self.dir.join(name);
            fs::remove_dir_all(&path).map_err(|error| failed(&path, error))?;
        }
        Ok(())
    }

    /// Whether it may be written.
    pub(crate) fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// Whether it is empty, holds a manifest, or what a first release left that was cut short.
    fn may_be_a_release(&self) -> Result<bool, PlaceError> {
        let names = self.names()?;
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        Ok(names.is_empty() || has(crate::release::manifest::NAME) || has(LOCK))
    }

    pub(super) fn scratch(&self) -> Result<tempfile::TempDir, PlaceError> {
        tempfile::Builder::new()
            .prefix(SCRATCH)
            .tempdir_in(&self.dir)
            .map_err(|error| failed(&self.dir, error))
    }

    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, PlaceError> {
        let path = self.dir.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(failed(&path, error)),
        }
    }

    pub(super) fn open(&self, name: &str) -> Result<Option<File>, PlaceError> {
        let path = self.dir.join(name);
        match File::open(&path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(failed(&path, error)),
        }
    }

    pub(super) fn keep(&self, scratch: &Path, name: &str) -> Result<(), PlaceError> {
        let target = self.dir.join(name);
        let moved = self
            .make_room(&target)
            .and_then(|folder| fs::rename(scratch, &target).and_then(|()| File::open(folder)?.sync_all()));
        moved.map_err(|error| failed(&target, error))
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), PlaceError> {
        let target = self.dir.join(name);
        let write = || {
            let folder = self.make_room(&target)?;
            let mut scratch = tempfile::Builder::new().prefix(".part-").tempfile_in(folder)?;
            scratch.write_all(bytes)?;
            scratch.as_file().sync_all()?;
            readable(scratch.as_file())?;
            scratch.persist(&target).map_err(|error| error.error)?;
            File::open(folder)?.sync_all()
        };
        write().map_err(|error| failed(&target, error))
    }

    pub(super) fn list(&self, folder: &str) -> Result<Vec<Entry>, PlaceError> {
        let below = self.dir.join(folder);
        let files = files_below(&below).map_err(|error| failed(&below, error))?;
        let name = |file: PathBuf| {
            let inside = file.strip_prefix(&self.dir).expect("it was listed from here");
            Entry {
                name: inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"),
                day: None,
            }
        };
        Ok(files.into_iter().map(name).collect())
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> Result<(), PlaceError> {
        let (from, to) = (self.dir.join(from), self.dir.join(to));
        let moved = self.make_room(&to).and_then(|folder| {
            match fs::rename(&from, &to) {
                Err(error) if is_absent(&error) => return Ok(()),
                moved => moved?,
            }
            File::open(folder)?.sync_all()
        });
        moved.map_err(|error| failed(&to, error))?;
        self.tidy(&from);
        Ok(())
    }

    pub(super) fn delete(&self, name: &str) -> Result<(), PlaceError> {
        let path = self.dir.join(name);
        match fs::remove_file(&path) {
            Err(error) if !is_absent(&error) => return Err(failed(&path, error)),
            _ => {}
        }
        self.tidy(&path);
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, PlaceError> {
        let entries = fs::read_dir(&self.dir).map_err(|error| failed(&self.dir, error))?;
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<_>>()
            .map_err(|error| failed(&self.dir, error))
    }

    fn make_room<'a>(&self, target: &'a Path) -> io::Result<&'a Path> {
        let folder = target.parent().expect("names are below the folder");
        fs::create_dir_all(folder)?;
        Ok(folder)
    }

    /// Folders that became empty go too; the others refuse.
    fn tidy(&self, gone: &Path) {
        for folder in gone.ancestors().skip(1).take_while(|folder| *folder != self.dir) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}

/// A scratch file is only for its owner, a release is for everybody.
fn readable(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// All files below a folder; none if it is not there.
///
/// # Errors
/// If a folder cannot be listed.
pub(crate) fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn failed(path: &Path, error: io::Error) -> PlaceError {
    PlaceError::File(path.to_owned(), error)
}
