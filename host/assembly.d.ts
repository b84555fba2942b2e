// assembly/abi.ts and assembly/geo/image.ts are compiled by both halves; in this one its integers are numbers.
type u32 = number;
