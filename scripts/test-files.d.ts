export function testFiles(): string[];
export function usesBuild(path: string): boolean;
