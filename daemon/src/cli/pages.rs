//! `completions` and `man`: what shells and readers of manuals want to know about the command line.

use clap::{Args, Command};
use clap_complete::Shell;

#[derive(Args)]
pub struct Completions {
    /// bash, elvish, fish, powershell or zsh
    #[arg(hide_possible_values = true)]
    shell: Shell,
}

/// # Errors
/// When standard output cannot be written.
pub fn completions(mut command: Command, completions: &Completions) -> Result<(), String> {
    let mut text = Vec::new();
    clap_complete::generate(completions.shell, &mut command, "tributary", &mut text);
    print(&text)
}

/// # Errors
/// When standard output cannot be written.
pub fn man(command: &Command) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot write the page: {error}");
    let mut text = Vec::new();
    let page = clap_mangen::Man::new(command.clone());
    page.render(&mut text).map_err(failed)?;
    // One page for everything: each verb with its options.
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        let name = format!("tributary {}", verb.get_name());
        let page = clap_mangen::Man::new(verb.clone().display_name(name.clone()));
        text.extend_from_slice(format!(".SH \"{}\"\n", name.to_uppercase()).as_bytes());
        page.render_description_section(&mut text).map_err(failed)?;
        if verb.get_arguments().next().is_some() {
            page.render_options_section(&mut text).map_err(failed)?;
        }
    }
    print(&text)
}

fn print(text: &[u8]) -> Result<(), String> {
    use std::io::Write;
    // A reader that went away (`| head`) is no failure.
    let _ = std::io::stdout().write_all(text);
    Ok(())
}
