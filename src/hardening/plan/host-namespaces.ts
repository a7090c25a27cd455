import type {ContainerInspect} from '../../answers/index.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {type Change, type Step, withConfig, withHost} from './change.js';

type HostShare = {
	readonly slug: string;
	readonly field: 'PidMode' | 'IpcMode' | 'UTSMode' | 'UsernsMode';
	readonly flag: string;
	readonly gives: SafeText;
	readonly instead: SafeText;
	/** Whether hardly anything needs it. */
	readonly rarelyNeeded: boolean;
};
const shares: readonly HostShare[] = [
	{
		slug: 'pid-namespace',
		field: 'PidMode',
		flag: '--pid host',
		gives: own('it can see and signal the processes of the host'),
		instead: own('monitoring of host processes; use --pid container:NAME for one other container'),
		rarelyNeeded: false,
	},
	{
		slug: 'ipc-namespace',
		field: 'IpcMode',
		flag: '--ipc host',
		gives: own('it shares memory segments with the host'),
		instead: own('programs that share memory with the host; use --shm-size if it only needed more shared memory'),
		rarelyNeeded: true,
	},
	{
		slug: 'uts-namespace',
		field: 'UTSMode',
		flag: '--uts host',
		gives: own('it can rename the host'),
		instead: own('programs that need the host’s name; --hostname sets one'),
		rarelyNeeded: true,
	},
	{
		slug: 'user-namespace',
		field: 'UsernsMode',
		flag: '--userns host',
		gives: own('its root is the host’s root, although the engine remaps users'),
		instead: own('bind mounts whose files the remapped users cannot read'),
		rarelyNeeded: false,
	},
];

/** Host namespaces, each with its own toggle. */
export const hostNamespaces: Step = ({inspect}) =>
	shares
		.filter(({field}) => inspect.HostConfig?.[field] === 'host')
		.map(
			(share): Change => ({
				slug: share.slug,
				why: share.gives,
				remove: [share.flag],
				add: [],
				confidence: 'test first',
				evidence: [{source: 'inspect', path: `HostConfig.${share.field}`, value: 'host'}],
				mayBreak: share.instead,
				howToSee: own('what it reports about the host is missing, or is about itself'),
				enabled: share.rarelyNeeded,
				apply: before => withOwnNamespace(before, share.field),
			}),
		);

/** Also resets what followed from the host's namespace: its hostname, disabled labels. */
function withOwnNamespace(before: ContainerInspect, field: HostShare['field']): ContainerInspect {
	const options = before.HostConfig?.SecurityOpt ?? null;
	const labels = field === 'PidMode' || field === 'IpcMode';
	const after = withHost(before, {
		[field]: field === 'IpcMode' ? 'private' : '',
		SecurityOpt: labels ? (options?.filter(text => text !== 'label=disable') ?? null) : options,
	});
	return field === 'UTSMode' ? withConfig(after, {Hostname: before.Id.slice(0, 12)}) : after;
}
