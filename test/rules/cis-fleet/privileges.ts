import {id, type Row} from './row.js';

const remapped = {SecurityOptions: ['name=seccomp,profile=builtin', 'name=userns']};
const nothingPublished = 'not applicable on the host network, but counted as passed';

/** Capabilities, privileged, namespaces. */
export const privileges: readonly Row[] = [
	// Capabilities and privileged
	{
		name: 'privileged',
		example: {
			HostConfig: {Privileged: true, MaskedPaths: null, ReadonlyPaths: null, SecurityOpt: ['no-new-privileges', 'label=disable']},
		},
		fails: ['5.4', '5.5', '5.18', '5.22'],
		benchErrs: {'5.4': 'CapAdd is null', '5.18': 'Devices is empty', '5.22': 'no option says unconfined'},
	},
	{name: 'SYS_ADMIN added', example: {HostConfig: {CapAdd: ['SYS_ADMIN']}}, fails: ['5.4']},
	{name: 'CAP_SYS_PTRACE added', example: {HostConfig: {CapAdd: ['CAP_SYS_PTRACE']}}, fails: ['5.4']},
	{name: 'ALL added', example: {HostConfig: {CapAdd: ['ALL']}}, fails: ['5.4']},
	{name: 'NET_ADMIN added and dropped', example: {HostConfig: {CapAdd: ['NET_ADMIN'], CapDrop: ['NET_ADMIN']}}, fails: ['5.4']},
	{name: 'default capability added', example: {HostConfig: {CapDrop: ['ALL'], CapAdd: ['CAP_CHOWN']}}},

	// Namespaces
	{
		name: 'host network',
		example: {HostConfig: {NetworkMode: 'host'}, NetworkSettings: {Networks: {host: {NetworkID: ''}}}},
		fails: ['5.10'],
		other: {'5.8': 'not-applicable', '5.9': 'info', '5.14': 'not-applicable'},
		benchErrs: {'5.8': nothingPublished, '5.14': nothingPublished},
	},
	{
		name: 'host network through another container',
		example: {
			HostConfig: {NetworkMode: `container:${id('a')}`},
			NetworkSettings: {Networks: {}},
			others: [{Id: id('a'), Name: '/router', HostConfig: {NetworkMode: 'host'}}],
		},
		fails: ['5.10'],
		other: {'5.8': 'not-applicable', '5.9': 'info', '5.14': 'not-applicable'},
		benchErrs: {'5.8': nothingPublished, '5.10': 'follows only one step', '5.14': nothingPublished},
	},
	{
		name: 'host pid',
		example: {HostConfig: {PidMode: 'host', SecurityOpt: ['no-new-privileges', 'label=disable']}},
		fails: ['5.16'],
	},
	{
		name: 'host pid through another container',
		example: {
			HostConfig: {PidMode: `container:${id('a')}`},
			others: [{Id: id('a'), Name: '/monitor', HostConfig: {PidMode: 'host'}}],
		},
		fails: ['5.16'],
		benchErrs: {'5.16': 'follows only one step'},
	},
	{name: 'host ipc', example: {HostConfig: {IpcMode: 'host'}}, fails: ['5.17']},
	{
		name: 'host ipc through another container',
		example: {HostConfig: {IpcMode: `container:${id('a')}`}, others: [{Id: id('a'), Name: '/x', HostConfig: {IpcMode: 'host'}}]},
		fails: ['5.17'],
		benchErrs: {'5.17': 'follows only one step'},
	},
	{
		name: 'pid of a container that is not visible',
		example: {HostConfig: {PidMode: `container:${id('e')}`}},
		other: {'5.16': 'unknown'},
		benchErrs: {'5.16': 'passes what it cannot see'},
	},
	{name: 'host uts', example: {HostConfig: {UTSMode: 'host'}}, fails: ['5.21']},
	{
		name: 'userns host where nothing is remapped',
		example: {HostConfig: {UsernsMode: 'host'}},
		other: {'5.31': 'info'},
		benchErrs: {'5.31': 'there is nothing to opt out of'},
	},
	{
		name: 'userns host under a remapping engine',
		example: {HostConfig: {UsernsMode: 'host'}, engineInfo: remapped},
		fails: ['5.31'],
	},
];
