/*
 * The constants of SHA-256 and SHA-512 (FIPS 180-4 §4.2, §5.3.3, §5.3.5): what is behind the point
 * of the roots of the first primes. Those of SHA-256 are the more significant words of SHA-512's.
 */
import { setWord } from "../octets/arena";
import { put } from "../octets/text";
import { loadWords } from "./words";

/** Writes the constants of the 80 rounds: pairs of words, the more significant one first. */
export function putShaConstants(to: i32): void {
  const at: i32 = to << 2;
  let end: i32 = at;
  end = put(end, "QoovmNcoriJxN0SRI+9lzbXA+8/sTTsv6bXbpYGJ27w5VsJb80i1OFnxEfG2BdAZkj+CpK8ZT5ur");
  end = put(end, "HF7V2m2BGNgHqpijAwJCEoNbAUVwb74kMYW+TuSyjFUMfcPV/7Ticr5ddPJ7iW+A3rH+OxaWsZvc");
  end = put(end, "BqclxxI1wZvxdM9pJpTkm2nBnvFK0u++R4Y4TyXjD8GdxouM1bUkDKHMd6ycZS3pLG9ZKwJ1SnSE");
  end = put(end, "qm6m5INcsKncvUH71Hb5iNqDEVO1mD5RUu5m36uoMcZtLbQyELADJ8iY+yE/v1l/x77vDuTG4Avz");
  end = put(end, "PaiPwtWnkUeTCqclBspjUeADgm8UKSlnCg5ucCe3CoVG0i/8LhshOFwmySZNLG38WsQq7VM4DROd");
  end = put(end, "lbPfZQpzVIuvY952agq7PHeyqIHCyS5H7a7mknIshRSCNTuiv+ihTPEDZKgaZku8QjABwkuLcND4");
  end = put(end, "l5HHbFGjBlS+MNGS6BnW71IY1pkGJFVlqRD0DjWFV3EgKhBqoHAyu9G4GaTBFrjS0MgeN2wIUUGr");
  end = put(end, "UydId0zfjuuZNLC8teGbSKg5HAyzxclaY07YqkrjQYrLW5zKT3dj43NoLm/z1rK4o3SPgu5d77L8");
  end = put(end, "eKVjb0MXL2CEyHgUofCrcozHAggaZDnskL7/+iNjHiikUGzr3oK96b75o/eyxnkVxnF48uNyUyvK");
  end = put(end, "Jz7O6iZhnNGGuMchwMIH6tp91s3g6x71fU9/7m7ReAbwZ6pyF2+6CmN9xaLImKYRP5gEvvkNrhtx");
  end = put(end, "CzUTHEcbKNt39SMEfYQyyqt7QMckkzyevgoVyb68Qx1nxJwQDUxMxdS+yz5Ctll/KZz8ZX4qX8tv");
  end = put(end, "qzrW+uxsRBmMSkdYFw==");
  loadWords(to, at, end);
}

/** Writes what a digest begins with, in the same order. */
export function putShaStart(to: i32): void {
  putPair(to + 0, 1779033703, -205731576);
  putPair(to + 2, -1150833019, -2067093701);
  putPair(to + 4, 1013904242, -23791573);
  putPair(to + 6, -1521486534, 1595750129);
  putPair(to + 8, 1359893119, -1377402159);
  putPair(to + 10, -1694144372, 725511199);
  putPair(to + 12, 528734635, -79577749);
  putPair(to + 14, 1541459225, 327033209);
}

function putPair(to: i32, high: i32, low: i32): void {
  setWord(to, high);
  setWord(to + 1, low);
}
