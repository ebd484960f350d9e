//! Journeys on a real SOGo server. One binary, so that the server is started once.

mod bed;
