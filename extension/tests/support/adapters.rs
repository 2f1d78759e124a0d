//! The site adapters of the package, as the extension reads them.
//!
//! In: `manifest/sites/*.json`. Out: all of them; one that cannot be read ends the test.

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use extension::capture::Sites;

pub(crate) fn adapters() -> Rc<Sites> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../manifest/sites");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() != "schema.json" {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    let borrowed: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (sites, problems) = Sites::parse(&borrowed);
    assert!(problems.is_empty(), "{problems:?}");
    Rc::new(sites)
}
