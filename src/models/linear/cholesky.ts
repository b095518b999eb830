/**
 * Solves A·x = b for a symmetric, positive definite A by A = L·Lᵀ (A.-L. Cholesky; G. H. Golub, C. F. Van Loan, Matrix Computations,
 * 4.2). `matrix[i]` is row i; only the lower triangle is read. Undefined where A is not positive definite to rounding.
 */
export function solveCholesky(matrix: readonly Float64Array[], right: Float64Array): Float64Array | undefined {
  const n = right.length;
  const lower: Float64Array[] = [];
  for (let i = 0; i < n; i += 1) {
    const row = new Float64Array(n);
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i]![j]!;
      const other = j === i ? row : lower[j]!;
      for (let k = 0; k < j; k += 1) sum -= row[k]! * other[k]!;
      if (j < i) row[j] = sum / other[j]!;
      else if (sum > 1e-13 * matrix[i]![i]!) row[i] = Math.sqrt(sum);
      else return undefined;
    }
    lower.push(row);
  }
  const solution = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let sum = right[i]!;
    for (let k = 0; k < i; k += 1) sum -= lower[i]![k]! * solution[k]!;
    solution[i] = sum / lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = solution[i]!;
    for (let k = i + 1; k < n; k += 1) sum -= lower[k]![i]! * solution[k]!;
    solution[i] = sum / lower[i]![i]!;
  }
  return solution;
}
