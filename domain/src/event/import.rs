//! Events of imported ledgers beside those that any registration makes.

use serde::{Deserialize, Serialize};

/// 撤销导入: what an import added is closed, never deleted. Written by the server for a committee or a sub-district, and
/// only of premises that an import made and nobody has visited since. Subject: the premises.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportUndone {
    /// The file's name, for the change log.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}
