/** Worst first: the order of all lists and totals. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Whether a text is one of them. */
export const isSeverity = (text: string): text is Severity => severities.some(one => one === text);

/** Negative when `a` is worse than `b`; for `sort`. */
export const bySeverity = (a: Severity, b: Severity): number => severities.indexOf(a) - severities.indexOf(b);

/** One step lower; `low` stays: a finding that is harder to exploit is still a finding. */
export function lowerSeverity(severity: Severity): Severity {
	if (severity === 'low' || severity === 'info') return severity;
	return severities[severities.indexOf(severity) + 1] ?? severity;
}
