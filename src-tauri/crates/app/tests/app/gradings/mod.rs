//! Studies of grades from the form to the export: two graders who learn nothing of each other, the panel, packets, the lock, and what goes
//! wrong on the way.

mod blinding;
mod desk_house;
mod every_command;
mod faults;
mod grading;
mod lock;
mod packets;
mod panel;
