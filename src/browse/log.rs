//! A list that only grows: it moves nothing when it does, so it never needs room for two copies.

/// Elements of a chunk.
const CHUNK: usize = 4096;

/// A growing list in chunks.
#[derive(Debug)]
pub(super) struct GrowingList<T> {
    chunks: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for GrowingList<T> {
    fn default() -> GrowingList<T> {
        GrowingList { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Copy> GrowingList<T> {
    /// Returns how many elements there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Appends an element. Returns its place.
    pub(super) fn push(&mut self, element: T) -> usize {
        match self.chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => chunk.push(element),
            None => {
                // A short list takes little.
                let mut chunk = if self.len == 0 { Vec::new() } else { Vec::with_capacity(CHUNK) };
                chunk.push(element);
                self.chunks.push(chunk);
            }
        }
        self.len += 1;
        self.len - 1
    }

    /// Returns the element at a place.
    pub(super) fn get(&self, at: usize) -> Option<T> {
        self.chunks.get(at / CHUNK)?.get(at % CHUNK).copied()
    }

    /// Returns the element at a place, to be changed.
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.chunks.get_mut(at / CHUNK)?.get_mut(at % CHUNK)
    }

    /// Returns the first place whose element does not fit, of a list in which those that fit come first.
    pub(super) fn partition_point(&self, fits: impl Fn(T) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle).is_some_and(&fits) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_stay_where_they_are() {
        let mut log = GrowingList::default();
        for number in 0..3 * CHUNK + 1 {
            assert_eq!(log.push(number), number);
        }
        assert_eq!(log.len(), 3 * CHUNK + 1);
        for at in [0, 1, CHUNK - 1, CHUNK, 3 * CHUNK] {
            assert_eq!(log.get(at), Some(at));
            assert_eq!(log.partition_point(|number| number < at), at);
        }
        assert_eq!(log.get(3 * CHUNK + 1), None);
        assert_eq!(log.partition_point(|_| true), log.len());
        *log.get_mut(7).unwrap() = 0;
        assert_eq!(log.get(7), Some(0));
    }
}
