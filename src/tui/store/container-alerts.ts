import {bySeverity, safe, trusted} from '../../base/index.js';
import type {FleetEntry} from '../../judge/index.js';
import {workloadOf} from '../../record/index.js';
import type {AlertTally, History} from '../pages/history.js';

/** The alerts of a container's workload; `null` for none, or while they are not known. */
export function alertsOf(history: History | null, {assessed}: Pick<FleetEntry, 'assessed'>): AlertTally | null {
	if (history === null || history.alerts.size === 0 || assessed === null) return null;
	return history.alerts.get(workloadOf(assessed.facts)) ?? null;
}

/** Of more, the list shows `99+`. */
const MAX_COUNT = 99;

/** `!H3`: three alerts, the worst of them high. */
export const alertWord = ({count, severity}: AlertTally) =>
	safe`!${trusted(severity.slice(0, 1).toUpperCase())}${count > MAX_COUNT ? trusted(`${MAX_COUNT}+`) : count}`;

/** The worst first, then the most; those without come last. */
export function compareAlerts(a: AlertTally | null, b: AlertTally | null): number {
	if (a === null || b === null) return Number(a === null) - Number(b === null);
	return bySeverity(a.severity, b.severity) || b.count - a.count;
}
