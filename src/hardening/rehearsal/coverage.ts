import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import type {Session} from './session.js';
import type {Reference} from './verdict.js';

export type Coverage = {
	readonly state: 'proven-with-traffic' | 'proven-at-start-up' | 'suggested';
	readonly reason: SafeText | null;
	readonly exercised: readonly SafeText[];
	readonly notExercised: readonly SafeText[];
};

/**
 * What the trials made the service do, and therefore how much they prove. A root service with ports that nobody could talk to is
 * never proven: what it does with root may begin with its first client.
 */
export function coverage(session: Session, reference: Reference, evidence: HardeningEvidence): Coverage {
	const {facts, check} = session;
	const replies = [...(reference.replies ?? [])];
	const answered = replies.filter(([, reply]) => reply.is === 'answered');
	const tcp = [...reference.ports].filter(port => port.startsWith('tcp/'));
	const udp = [...reference.ports].filter(port => port.startsWith('udp/') && port !== 'udp/53');
	const unasked = session.local ? [] : facts.ports.map(({port, protocol}) => `${protocol}/${port}`);

	const exercised = [
		own('start-up'),
		...answered.map(([port, reply]) => sanitise(`tcp/${port} ${reply.text}`)),
		...(reference.healthy ? [own('health check')] : []),
		...(check === null ? [] : [own('your check')]),
		...(reference.stopsAfter !== null ? [own('stop')] : []),
		...(hasData(session) ? [own('a start over a copy of its data')] : []),
		...(reference.startsAgain ? [own('a second start over its own data')] : []),
	];
	const quiet = [...tcp.filter(port => !answered.some(([one]) => `tcp/${one}` === port)), ...udp, ...unasked].map(port =>
		sanitise(`${port} beyond accepting a connection`),
	);
	const notExercised = [...quiet, ...unseenWork(session, evidence)];

	const asRoot = facts.user.isRoot !== false;
	const hasPorts = tcp.length + udp.length + unasked.length > 0;
	const probed = answered.length > 0 || reference.healthy || check !== null;
	if (check !== null || (hasPorts && quiet.length === 0))
		return {state: 'proven-with-traffic', reason: null, exercised, notExercised};
	if (asRoot && hasPorts && !probed)
		return {
			state: 'suggested',
			reason: own(
				'it runs as root and answers nobody here: a twin started with these flags, which proves nothing of its clients',
			),
			exercised,
			notExercised,
		};
	return {state: 'proven-at-start-up', reason: null, exercised, notExercised};
}

const hasData = ({data}: Session): boolean => data !== null && data.length > 0;

function unseenWork(session: Session, evidence: HardeningEvidence): SafeText[] {
	const {facts} = session;
	const commands = evidence.processes.known ? evidence.processes.value.map(({command}) => String(command)) : [];
	return [
		own('reload'),
		own('log rotation'),
		...(commands.some(command => /^(cron|crond|anacron|atd|supervisord)$/.test(command)) ? [own('scheduled jobs')] : []),
		...(!hasData(session) && facts.mounts.some(mount => mount.writable && mount.kind !== 'tmpfs')
			? [own('a start with the data that is there now')]
			: []),
	];
}
