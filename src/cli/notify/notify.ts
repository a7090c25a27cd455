import {hostname} from 'node:os';
import {networkTrouble, type SafeText, safe, sanitise, trusted, UsageError} from '../../base/index.js';
import type {NotifyTarget} from '../../judge/index.js';
import {messageOf, type SendContext, sendTo} from '../../record/index.js';
import {fetchAnywhere} from '../../scan/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {trustedPolicy} from '../source/load-fleet.js';

/** `dockscope notify --test`: one message to each target of the policy, whatever its threshold and its hours are. */
export async function notify(run: Run): Promise<number> {
	const {line, stdout, signal} = run;
	if (!line.flag('test')) throw new UsageError('dockscope notify needs --test: alerts are sent by dockscope record.');
	const {notify: targets, path} = await trustedPolicy(run);
	if (targets.length === 0)
		throw new UsageError(
			path === null
				? 'there is no policy file, so no one is notified.'
				: `${sanitise(path)} has no "notify": no one is notified.`,
		);
	let failed = false;
	for (const target of targets) {
		const said = await sendTo(target, testMessage(), sendContext(run), signal).then(
			() => trusted('sent'),
			(error: unknown) => {
				failed = true;
				return safe`failed: ${networkTrouble(error)}`;
			},
		);
		stdout.write(`${shownTarget(target)}: ${said}\n`);
	}
	return failed ? exitStatus.scanner : exitStatus.done;
}

export const sendContext = ({env}: Pick<Run, 'env'>): SendContext => ({
	variables: env,
	async post(url, body, headers, signal) {
		const {status, body: answer} = await fetchAnywhere(url, {method: 'POST', body, headers, signal, variables: env});
		// Unread, the connection would stay open; an endless answer is cut by the time limit.
		for await (const _ of answer) if (status !== 0) break;
		return status;
	},
});

/** A target without what may be a secret: a webhook's path is one. */
export function shownTarget({how}: NotifyTarget): SafeText {
	if (how.kind === 'program') return safe`program ${sanitise(how.argv[0])}`;
	if (how.kind === 'mail') return safe`mail to ${sanitise(how.to)}`;
	const where = how.url.startsWith('$') ? how.url : new URL(how.url).host;
	return safe`${trusted(how.kind)} ${sanitise(where)}`;
}

function testMessage() {
	const notice = {
		at: Date.now(),
		severity: 'info' as const,
		rule: trusted('test'),
		workload: trusted(''),
		text: trusted('This is a test of dockscope notify. Nothing has happened.'),
		count: 1,
	};
	return messageOf([notice], sanitise(hostname()));
}
