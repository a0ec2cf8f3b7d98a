/*
 * What a core did, as octets: made and compared many times faster than a transcript, and of use for
 * nothing but the question whether two cores did the same.
 */

const FIRST_BYTES = 1 << 20;
const NUMBER_BYTES = 8;

export class Trace {
  private octets = Buffer.allocUnsafe(FIRST_BYTES);
  private bytes = 0;

  number(value: number): void {
    this.reserve(NUMBER_BYTES);
    this.bytes = this.octets.writeDoubleLE(value, this.bytes);
  }

  /** Of one octet a character. */
  text(text: string): void {
    this.number(text.length);
    this.reserve(text.length);
    this.bytes += this.octets.write(text, this.bytes, "latin1");
  }

  region(region: Buffer): void {
    this.number(region.length);
    this.reserve(region.length);
    this.bytes += region.copy(this.octets, this.bytes);
  }

  isSame(other: Trace): boolean {
    return this.view().equals(other.view());
  }

  clear(): void {
    this.bytes = 0;
  }

  private view(): Buffer {
    return this.octets.subarray(0, this.bytes);
  }

  private reserve(bytes: number): void {
    if (this.bytes + bytes <= this.octets.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.octets.length + bytes));
    this.octets.copy(larger, 0, 0, this.bytes);
    this.octets = larger;
  }
}
