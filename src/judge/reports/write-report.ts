import {groupBy, noteUnforeseen, sanitise} from '../../base/index.js';
import type {AuditReport, UnseenTarget} from './audit-report.js';

/**
 * A report in one of its formats. If that fails, each target is tried separately: one that cannot be written is listed among those that were
 * not seen, with the reason, and the rest is written.
 *
 * @throws what fails for a report without any target
 */
export function writeReport(report: AuditReport, format: (report: AuditReport) => string): string {
	try {
		return format(report);
	} catch {
		return format(writablePart(report, format));
	}
}

function writablePart(report: AuditReport, format: (report: AuditReport) => string): AuditReport {
	const ofTarget = groupBy(report.verdicts, ({target}) => `${target.kind} ${target.id}`);
	for (const {kind, id} of report.targets) if (!ofTarget.has(`${kind} ${id}`)) ofTarget.set(`${kind} ${id}`, []);
	const unseen: UnseenTarget[] = [...report.unseen];
	const blindSpots = [...report.blindSpots];
	const lost = new Set<string>();
	for (const [key, verdicts] of ofTarget) {
		const targets = report.targets.filter(({kind, id}) => `${kind} ${id}` === key);
		try {
			format({...report, targets, verdicts, unseen: [], blindSpots: []});
		} catch (error) {
			lost.add(key);
			const [{id, name, image} = {id: key, name: verdicts[0]?.target.name ?? key, image: ''}] = targets;
			const reason = sanitise(noteUnforeseen(`writing what was found of ${name}`, error));
			unseen.push({kind: 'container', id, name, image, reason});
			blindSpots.push({source: 'report', reason, rules: []});
		}
	}
	return {
		...report,
		targets: report.targets.filter(({kind, id}) => !lost.has(`${kind} ${id}`)),
		verdicts: report.verdicts.filter(({target}) => !lost.has(`${target.kind} ${target.id}`)),
		unseen,
		blindSpots,
	};
}
