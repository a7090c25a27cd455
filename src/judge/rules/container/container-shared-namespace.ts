import {namespaceOption} from '../../changes/namespace-changes.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {modeEvidence, viaContainer} from '../shared/judge-namespace.js';

const kinds = [
	{key: 'network', mode: 'NetworkMode', word: 'network namespace'},
	{key: 'pid', mode: 'PidMode', word: 'PID namespace'},
	{key: 'ipc', mode: 'IpcMode', word: 'IPC namespace'},
] as const;

type Borrowed = (typeof kinds)[number] & {readonly severity: 'high' | 'medium'; readonly detail: string};

/** Namespaces that come from another container: the host's in the end, or those of another Compose project. */
const borrowed = (scope: ContainerScope): Borrowed[] =>
	kinds.flatMap((kind): Borrowed[] => {
		const {container} = scope;
		const namespace = container.namespaces[kind.key];
		if (namespace.kind === 'host' && namespace.through.length > 0)
			return [{...kind, severity: 'high', detail: `joins the host's ${kind.word}${viaContainer(namespace.through)}`}];
		if (namespace.kind !== 'container') return [];
		const other = scope.fleet.get(namespace.id)?.compose?.project;
		const foreign = other !== undefined && other !== container.compose?.project;
		return foreign
			? [{...kind, severity: 'medium', detail: `joins the ${kind.word} of ${namespace.name} in another project`}]
			: [];
	});

export default defineRule({
	slug: 'container-shared-namespace',
	title: 'Host namespace shared through another container',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: "Its own configuration looks private, but the container that it joins is in the host's namespace.",
	references: ['namespaces(7)', 'https://docs.docker.com/engine/network/#container-networks'],
	mitigatedBy: ['rootless', 'userns'],

	check: scope => {
		const found = borrowed(scope);
		const evidence = kinds.map(({mode}) => modeEvidence(scope.container, mode));
		const lost = kinds.flatMap(({key, mode}) => {
			const namespace = scope.container.namespaces[key];
			return namespace.kind === 'unresolved' ? [{source: `inspect:HostConfig.${mode}`, reason: namespace.reason}] : [];
		});
		const [worst] = found;
		if (worst === undefined) return lost.length > 0 ? cannotTell(...lost) : pass(...evidence);
		const severity = found.some(one => one.severity === 'high') ? 'high' : 'medium';
		return failAs(
			{severity, detail: found.map(({detail}) => detail).join(', ')},
			...found.map(({mode}) => modeEvidence(scope.container, mode)),
		);
	},

	remedy: scope => ({
		text: 'Join a network instead of a namespace, or give the container that it joins private namespaces.',
		remove: borrowed(scope).map(({mode}) => namespaceOption(scope.container, mode)),
		mayBreak: 'Sidecars that talk to each other on the loopback address, and debuggers.',
	}),

	examples: {
		bad: {
			HostConfig: {PidMode: `container:${'a'.repeat(64)}`},
			others: [{Id: 'a'.repeat(64), Name: '/monitor', HostConfig: {PidMode: 'host'}}],
		},
		good: {
			HostConfig: {PidMode: `container:${'a'.repeat(64)}`},
			others: [{Id: 'a'.repeat(64), Name: '/web', HostConfig: {PidMode: ''}}],
		},
	},
});
