import {type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import type {Exercise} from '../plan/change.js';
import {exercisedBy, whyUnserved} from './exercise/report.js';
import {loginsBehind} from './logins.js';
import {silentPorts} from './probes/protocols.js';
import type {RehearsalSession} from './rehearsal-session.js';
import type {Reference} from './verdict.js';

/** What the trials made the service do. */
export type Coverage = Exercise & {
	/** Nothing it does for clients was seen, although it listens: it was only seen to start. */
	readonly onlyStarts: boolean;
};

/** What twins did alike with and without the flags, and what no twin was made to do. */
export function coverage(session: RehearsalSession, reference: Reference, evidence: HardeningEvidence): Coverage {
	const {facts, check} = session;
	const replies = [...(reference.replies ?? [])];
	const works = replies.filter(([, reply]) => reply.kind === 'served');
	const behindLogin = loginsBehind(reference);
	const unasked = session.local ? [] : facts.ports.map(({port, protocol}) => `${protocol}/${port}`);
	const more = exercisedBy(reference);
	const served = new Set([...works.map(([port]) => port), ...more.served]);
	const unserved = [...reference.ports].filter(port => !served.has(port));

	const did = [
		trusted('start'),
		...works.map(([port, reply]) => sanitise(`${port} ${reply.text}`)),
		...more.did,
		...(reference.healthy ? [trusted('health check')] : []),
		...(check === null ? [] : [trusted('your check')]),
		...(reference.stopsAfter !== null ? [trusted('stop')] : []),
		...(hasData(session) ? [trusted('start with a copy of its data')] : []),
		...(reference.startsAgain ? [trusted('second start with its own data')] : []),
	];
	const quiet = [...unserved, ...unasked].map(port => sanitise(notExercisedOf(port, behindLogin, reference)));
	const onlyStarts = reference.ports.size + unasked.length > 0 && served.size === 0 && check === null;
	return {did, not: [...quiet, ...more.not, ...unseenWork(session, evidence, more.waited)], onlyStarts};
}

/** One line about a rehearsal that a careful operator would sign. */
export function summaryOf({did, not, onlyStarts}: Coverage, worked: boolean): SafeText {
	if (!worked) return trusted('no twin with these flags did what one without them does: see the trials');
	const limits = onlyStarts ? '; no client was served, so this shows only that it starts' : '';
	return sanitise(`twins did the same with these flags as without: ${did.join(', ')}${limits}; not exercised: ${not.join(', ')}`);
}

function notExercisedOf(port: string, behindLogin: ReadonlyMap<string, unknown>, {loopback, replies}: Reference): string {
	const reply = replies?.get(port);
	if (reply !== undefined && reply.kind !== 'silent') return `${port}: ${whyUnserved(reply, behindLogin.has(port))}`;
	const mute = silentPorts.get(port);
	if (mute !== undefined) return `${port}: ${mute} never replies`;
	return `${port} beyond accepting a connection${loopback.has(port) ? ' (loopback only)' : ''}`;
}

const hasData = ({copies: {withData, mounts}}: RehearsalSession): boolean => withData && mounts.some(({readOnly}) => !readOnly);

function unseenWork(session: RehearsalSession, evidence: HardeningEvidence, waited: boolean): SafeText[] {
	const {facts} = session;
	const commands = evidence.processes.known ? evidence.processes.value.map(({command}) => String(command)) : [];
	return [
		trusted('log rotation'),
		...(commands.some(command => /^(cron|crond|anacron|atd|supervisord)$/.test(command))
			? [trusted(waited ? 'jobs that do not run each minute' : 'scheduled jobs')]
			: []),
		...(!hasData(session) && facts.mounts.some(mount => mount.writable && mount.kind !== 'tmpfs')
			? [trusted('start with its current data')]
			: []),
		...session.copies.withheld.map(({path}) => safe`whatever uses ${path}, which no twin has`),
	];
}
