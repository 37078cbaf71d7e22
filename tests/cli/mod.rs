//! What the tests of the program share.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder with a campaign in it.
pub struct Folder(TempDir);

/// Of 400 customers, everybody on the web is selected twice as often as on the phone.
pub fn unfair() -> String {
    campaign(|channel, at| if channel == "web" { at % 2 == 0 } else { at % 4 == 0 })
}

/// Of 4,000 customers, everybody is selected equally often.
pub fn fair() -> String {
    campaign(|_, at| at % 2 == 0)
}

fn campaign(selected: impl Fn(&str, u32) -> bool) -> String {
    let mut text = String::from("customer,channel,gender,score,targeted,bought\n");
    for at in 0..4_000_u32 {
        let channel = if at % 8 < 4 { "web" } else { "phone" };
        let gender = if at % 3 == 0 { "female" } else { "male" };
        let selected = u8::from(selected(channel, at / 8));
        let bought = u8::from(at % 5 == 0);
        writeln!(text, "c{at},{channel},{gender},0.{:02},{selected},{bought}", at % 100).unwrap();
    }
    text
}

impl Folder {
    pub fn with(name: &str, text: impl AsRef<[u8]>) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.add(name, text);
        folder
    }

    pub fn add(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of the files in it, hidden ones too.
    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The program in this folder, with arguments that are split at spaces.
    pub fn evenhand(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("evenhand").unwrap();
        command.current_dir(self.0.path()).env_remove("CLICOLOR_FORCE").args(arguments.split_whitespace());
        command
    }

    /// Runs it: exit status, standard output, standard error.
    pub fn run(&self, arguments: &str) -> (i32, String, String) {
        let output = self.evenhand(arguments).output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }
}
