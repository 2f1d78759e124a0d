//! How the companion's program is linked.
//!
//! Out: one option. Addresses that are only moved when the program is loaded are written down as a map of bits instead of 24 bytes each:
//! most of a megabyte less in the file, and in memory at every start. Linkers that do not know the option pass over it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(name).unwrap_or_default();
    if target("CARGO_CFG_TARGET_OS") == "linux" && target("CARGO_CFG_TARGET_ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
