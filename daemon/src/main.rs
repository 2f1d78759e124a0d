//! The companion on the contributor's machine.
#![forbid(unsafe_code)]

#[allow(dead_code)] // called by the import command
mod import; // exports of other programs -> conversations

fn main() {}
