/** Hands the browser a file to save. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A file's name from a metric's: what file systems refuse becomes "_". */
export function fileName(metric: string, extension: string): string {
  return `${metric.replaceAll(/[^\w.-]+/g, '_')}.${extension}`;
}
