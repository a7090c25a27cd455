import {type SafeText, safe, trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {exercisedBy, whyUnserved} from './exercise/report.js';
import {loginsBehind} from './logins.js';
import {silentPorts} from './probes/protocols.js';
import {isAnswer} from './probes/reply.js';
import type {Session} from './session.js';
import type {Reference} from './verdict.js';

export type Coverage = {
	readonly state: 'proven-with-traffic' | 'proven-at-start-up' | 'suggested';
	readonly reason: SafeText | null;
	readonly exercised: readonly SafeText[];
	readonly notExercised: readonly SafeText[];
};

/**
 * What the trials made the service do, and therefore how much they prove. A root service with ports that no probe could talk to is
 * never proven: it may use root only for its first client.
 */
export function coverage(session: Session, reference: Reference, evidence: HardeningEvidence): Coverage {
	const {facts, check} = session;
	const replies = [...(reference.replies ?? [])];
	const answered = replies.filter(([, reply]) => isAnswer(reply.kind));
	const works = replies.filter(([, reply]) => reply.kind === 'served');
	const behindLogin = loginsBehind(reference);
	const probes = answered.filter(([port, {protocol}]) => protocol !== null && behindLogin.get(port)?.shows !== 'nothing');
	const unasked = session.local ? [] : facts.ports.map(({port, protocol}) => `${protocol}/${port}`);
	const more = exercisedBy(reference);
	const served = new Set([...works.map(([port]) => port), ...more.served]);
	const unserved = [...reference.ports].filter(port => !served.has(port));
	const reachable = [...unserved.filter(port => !reference.loopback.has(port)), ...unasked];

	const exercised = [
		trusted('start-up'),
		...works.map(([port, reply]) => sanitise(`${port} ${reply.text}`)),
		...more.did,
		...(reference.healthy ? [trusted('health check')] : []),
		...(check === null ? [] : [trusted('your check')]),
		...(reference.stopsAfter !== null ? [trusted('stop')] : []),
		...(hasData(session) ? [trusted('start with a copy of its data')] : []),
		...(reference.startsAgain ? [trusted('second start with its own data')] : []),
	];
	const quiet = [...unserved, ...unasked].map(port => sanitise(notExercisedOf(port, behindLogin, reference)));
	const notExercised = [...quiet, ...more.not, ...unseenWork(session, evidence, more.waited)];

	const asRoot = facts.user.isRoot !== false;
	const hasPorts = reference.ports.size + unasked.length > 0;
	const probed = probes.length > 0 || reference.healthy || check !== null;
	if (check !== null || (served.size > 0 && reachable.length === 0))
		return {state: 'proven-with-traffic', reason: null, exercised, notExercised};
	if (asRoot && hasPorts && !probed)
		return {
			state: 'suggested',
			reason: trusted(
				'it runs as root and no probe got an answer: a twin starts with these flags, which proves nothing about its clients',
			),
			exercised,
			notExercised,
		};
	return {state: 'proven-at-start-up', reason: null, exercised, notExercised};
}

function notExercisedOf(port: string, behindLogin: ReadonlyMap<string, unknown>, {loopback, replies}: Reference): string {
	const reply = replies?.get(port);
	if (reply !== undefined && reply.kind !== 'silent') return `${port}: ${whyUnserved(reply, behindLogin.has(port))}`;
	const mute = silentPorts.get(port);
	if (mute !== undefined) return `${port}: ${mute} never replies`;
	return `${port} beyond accepting a connection${loopback.has(port) ? ' (loopback only)' : ''}`;
}

const hasData = ({copies: {withData, mounts}}: Session): boolean => withData && mounts.some(({readOnly}) => !readOnly);

function unseenWork(session: Session, evidence: HardeningEvidence, waited: boolean): SafeText[] {
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
