//! The life of a hazard by the rules and the fold that phone and server share.

mod followup;
mod machine;
mod people;
mod properties;
mod rounds;
