//! `Debug` of tables: a table prints its name, not what it refers to, because some tables refer to themselves.

use core::fmt;

use super::{Array, Commands, Family, Generic, List, Msg, Names, Numbered, Set, Struct};

impl fmt::Debug for Names {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self.entries().iter().map(|(number, name)| (number, name))).finish()
    }
}

impl fmt::Debug for Struct {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Struct({}, {} bytes)", self.name, self.size)
    }
}

impl fmt::Debug for Set {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Set({}, {} attributes)", self.name, self.attrs.len())
    }
}

impl fmt::Debug for List {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "List({:?})", self.of)
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Array({:?}, {:?})", self.of, self.count)
    }
}

impl fmt::Debug for Msg {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Msg({}, {})", self.id, self.name)
    }
}

impl fmt::Debug for Family {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Family({})", self.name)
    }
}

impl fmt::Debug for Generic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Generic({})", self.name)
    }
}

impl fmt::Debug for Commands {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.list).finish()
    }
}

impl<const N: usize> fmt::Debug for Numbered<N> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Numbered({N})")
    }
}
