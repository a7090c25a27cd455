import {type ContainerFacts, type SafeText, safe, trusted} from '../../base/index.js';
import {type Change, withEngineUsers, withOwnIpc, withOwnPid, withOwnUts} from '../../judge/index.js';
import {type PlanStep, planned} from './change.js';

type HostShare = {
	readonly slug: string;
	readonly field: 'PidMode' | 'IpcMode' | 'UTSMode' | 'UsernsMode';
	readonly change: (facts: ContainerFacts) => Change;
	readonly gives: SafeText;
	/** Whether hardly anything needs it. */
	readonly rarelyNeeded: boolean;
};
const shares: readonly HostShare[] = [
	{
		slug: 'pid-namespace',
		field: 'PidMode',
		change: withOwnPid,
		gives: trusted('it can see and signal the processes of the host'),
		rarelyNeeded: false,
	},
	{
		slug: 'ipc-namespace',
		field: 'IpcMode',
		change: withOwnIpc,
		gives: trusted('it shares memory segments with the host'),
		rarelyNeeded: true,
	},
	{slug: 'uts-namespace', field: 'UTSMode', change: withOwnUts, gives: trusted('it can rename the host'), rarelyNeeded: true},
	{
		slug: 'user-namespace',
		field: 'UsernsMode',
		change: withEngineUsers,
		gives: trusted("its root is the host's root, although the engine remaps users"),
		rarelyNeeded: false,
	},
];

/** Host namespaces, each with its own toggle. */
export const hostNamespaces: PlanStep = ({assessed: {facts}, inspect}) =>
	shares
		.filter(({field}) => inspect.HostConfig?.[field] === 'host')
		.map(({slug, field, change, gives, rarelyNeeded}) =>
			planned(change(facts), {
				slug,
				decides: {
					cause: slug.replace('-namespace', ''),
					name: 'private',
					about: safe`${trusted(field.slice(0, -4))} namespace of the host`,
				},
				why: gives,
				rung: rarelyNeeded ? 'least' : 'choice',
				evidence: [{source: 'inspect', path: `HostConfig.${field}`, value: 'host'}],
				howToSee: trusted('what it reports about the host is missing, or is about itself'),
			}),
		);
