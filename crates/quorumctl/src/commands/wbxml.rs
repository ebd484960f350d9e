//! `wbxml`: what ActiveSync sends, made readable, and back.

use std::io::Read as _;

use ::wbxml::xml;

use crate::cli::WbxmlCommand;
use crate::context::print;
use crate::fault::{Exit, Fault};

pub fn run(command: WbxmlCommand) -> Result<(), Fault> {
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).map_err(|error| {
        Fault::new(Exit::Usage, "input", "Standard input could not be read.").because(error)
    })?;
    match command {
        WbxmlCommand::Decode => {
            let text = xml::to_xml_pretty(&input).map_err(|error| {
                Fault::new(
                    Exit::Usage,
                    "not_wbxml",
                    format!("This is not WBXML as ActiveSync has it: {error}."),
                )
            })?;
            print(format!("{}\n", text.trim_end()).as_bytes())
        }
        WbxmlCommand::Encode => {
            let text = String::from_utf8(input).map_err(|error| {
                Fault::new(Exit::Usage, "not_xml", "The XML has to be in UTF-8, and this is not.")
                    .because(error)
            })?;
            let bytes = xml::from_xml(&text).map_err(|error| {
                Fault::new(Exit::Usage, "not_xml", format!("This XML cannot be turned into WBXML: {error}."))
            })?;
            print(&bytes)
        }
    }
}
