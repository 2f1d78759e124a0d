//! Where the built programs, the extension and the scripts are.

use std::path::{Path, PathBuf};

/// The project's top folder.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the project's folder")
        .to_owned()
}

/// A program of the workspace, built with the same profile as the caller.
///
/// # Panics
/// When it is not built: a test cannot go on without it.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("the system knows where this program is");
    let folder = here.ancestors().find(|folder| folder.join(name).is_file());
    folder
        .unwrap_or_else(|| panic!("`{name}` is not built: run scripts/test or `cargo build --workspace`"))
        .join(name)
}
