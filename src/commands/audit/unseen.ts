import type {FleetEntry} from '../../fleet/fleet-model.js';
import type {AuditReport} from '../../reports/audit-report.js';
import {counted} from '../../terminal/counted.js';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {meantBy} from './targets.js';

/** Why none of the containers that a target means (without one: of all) could be inspected; `null` when each target was seen. */
export function unseenContainers(targets: readonly string[], entries: readonly FleetEntry[]): SafeText | string | null {
	for (const target of targets.length === 0 ? [null] : targets) {
		const meant = target === null ? entries : meantBy(target, entries);
		const failed = meant.flatMap(({failed: reason}) => reason ?? []);
		const [first] = failed;
		if (first === undefined || failed.length < meant.length) continue;
		const who = target === null ? '' : ` of "${sanitise(target)}"`;
		return `nothing was judged${who}: ${counted(failed.length, 'container')} could not be inspected. ${firstLine(first.reason)}`;
	}
	return null;
}

/** Why no verdict that was asked for could be reached; `null` when one was, or none was asked for. */
export function unseenVerdicts({verdicts, blindSpots}: AuditReport): SafeText | string | null {
	const first = verdicts.find(({verdict}) => verdict === 'unknown');
	if (first === undefined || verdicts.some(({verdict}) => verdict !== 'unknown' && verdict !== 'not-applicable')) return null;
	// A refused answer comes first among the blind spots: it is why the rule has missed a field of it.
	const [missed] = first.reasons;
	const reason = blindSpots.find(({source}) => source === missed?.source) ?? missed;
	const why = reason === undefined ? '' : ` ${reason.source}: ${firstLine(reason.reason)}`;
	return `nothing was judged: ${counted(verdicts.filter(({verdict}) => verdict === 'unknown').length, 'verdict')} unknown.${why}`;
}

const firstLine = (text: string): string => sanitise(text.split('\n')[0] ?? '');
