/**
 * The value below which `share` of the values lie (the lower one of two), in O(n) on average: Hoare's selection.
 * Changes the order of `values`, which must hold no NaN and at least one value.
 */
export function quantileInPlace(values: Float64Array, share: number): number {
  const rank = Math.floor(share * (values.length - 1));
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >>> 1]!;
    let low = left;
    let high = right;
    while (low <= high) {
      while (values[low]! < pivot) low++;
      while (values[high]! > pivot) high--;
      if (low > high) break;
      const kept = values[low]!;
      values[low++] = values[high]!;
      values[high--] = kept;
    }
    if (rank <= high) right = high;
    else if (rank >= low) left = low;
    else break;
  }
  return values[rank]!;
}
