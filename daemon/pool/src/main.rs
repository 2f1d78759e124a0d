//! The companion on the contributor's machine.
fn main() {}
