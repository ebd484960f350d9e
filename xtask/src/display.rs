//! Whether there is a screen to show a window on, and what to do where there is none.
//!
//! Tests need no screen: they bring their own (see the `session` module of `tests`).

use std::ffi::OsString;

use crate::Result;

/// Ends `run` before minutes of building if the window could not be shown.
pub fn require_display() -> Result {
    if !cfg!(target_os = "linux") || has_display(|name| std::env::var_os(name)) {
        return Ok(());
    }
    Err(NO_DISPLAY.into())
}

/// An empty variable is none.
fn has_display(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .into_iter()
        .any(|name| variable(name).is_some_and(|value| !value.is_empty()))
}

const NO_DISPLAY: &str = "\
There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so Quorum's window cannot be shown.

  On a desktop:             run this from a terminal inside the desktop session.
  Over ssh:                 connect with `ssh -X`, then repeat.
  On a machine with none:   xvfb-run -a -s '-screen 0 1280x800x24' cargo xtask run
                            (xvfb-run comes with: apt-get install xvfb xauth)
  Without a window at all:  cargo run -p quorumctl -- --help
                            does the same work at a command line.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_of_either_kind_counts_and_an_empty_name_does_not() {
        let only = |set: &'static str, to: &'static str| {
            has_display(move |name| (name == set).then(|| OsString::from(to)))
        };
        assert!(only("DISPLAY", ":0"));
        assert!(only("WAYLAND_DISPLAY", "wayland-0"));
        assert!(!only("DISPLAY", ""));
        assert!(!only("SHELL", "/bin/sh"));
    }

    #[test]
    fn where_there_is_none_each_way_out_is_named_as_it_is_typed() {
        for way in
            ["ssh -X", "xvfb-run -a -s '-screen 0 1280x800x24' cargo xtask run", "cargo run -p quorumctl"]
        {
            assert!(NO_DISPLAY.contains(way), "{way}");
        }
    }
}
