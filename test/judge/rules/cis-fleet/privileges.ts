import {id, type Row, row} from './row.js';

const remapped = {SecurityOptions: ['name=seccomp,profile=builtin', 'name=userns']};
const nothingPublished = 'not applicable on the host network, but counted as passed';

/** Capabilities, privileged, namespaces. */
export const privileges: readonly Row[] = [
	// Capabilities and privileged
	row(
		'privileged',
		'5.4 5.5 5.18 5.22',
		{HostConfig: {Privileged: true, MaskedPaths: null, ReadonlyPaths: null, SecurityOpt: ['no-new-privileges', 'label=disable']}},
		{benchErrs: {'5.4': 'CapAdd is null', '5.18': 'Devices is empty', '5.22': 'no option says unconfined'}},
	),
	row('SYS_ADMIN added', '5.4', {HostConfig: {CapAdd: ['SYS_ADMIN']}}),
	row('CAP_SYS_PTRACE added', '5.4', {HostConfig: {CapAdd: ['CAP_SYS_PTRACE']}}),
	row('ALL added', '5.4', {HostConfig: {CapAdd: ['ALL']}}),
	row('NET_ADMIN added and dropped', '5.4', {HostConfig: {CapAdd: ['NET_ADMIN'], CapDrop: ['NET_ADMIN']}}),
	row('default capability added', '', {HostConfig: {CapDrop: ['ALL'], CapAdd: ['CAP_CHOWN']}}),

	// Namespaces
	row(
		'host network',
		'5.10',
		{HostConfig: {NetworkMode: 'host'}, NetworkSettings: {Networks: {host: {NetworkID: ''}}}},
		{
			other: {'5.8': 'not-applicable', '5.9': 'info', '5.14': 'not-applicable'},
			benchErrs: {'5.8': nothingPublished, '5.14': nothingPublished},
		},
	),
	row(
		'host network through another container',
		'5.10',
		{
			HostConfig: {NetworkMode: `container:${id('a')}`},
			NetworkSettings: {Networks: {}},
			others: [{Id: id('a'), Name: '/router', HostConfig: {NetworkMode: 'host'}}],
		},
		{
			other: {'5.8': 'not-applicable', '5.9': 'info', '5.14': 'not-applicable'},
			benchErrs: {'5.8': nothingPublished, '5.10': 'follows only one step', '5.14': nothingPublished},
		},
	),
	row('host pid', '5.16', {HostConfig: {PidMode: 'host', SecurityOpt: ['no-new-privileges', 'label=disable']}}),
	row(
		'host pid through another container',
		'5.16',
		{HostConfig: {PidMode: `container:${id('a')}`}, others: [{Id: id('a'), Name: '/monitor', HostConfig: {PidMode: 'host'}}]},
		{benchErrs: {'5.16': 'follows only one step'}},
	),
	row('host ipc', '5.17', {HostConfig: {IpcMode: 'host'}}),
	row(
		'host ipc through another container',
		'5.17',
		{HostConfig: {IpcMode: `container:${id('a')}`}, others: [{Id: id('a'), Name: '/x', HostConfig: {IpcMode: 'host'}}]},
		{benchErrs: {'5.17': 'follows only one step'}},
	),
	row(
		'pid of a container that is not visible',
		'',
		{HostConfig: {PidMode: `container:${id('e')}`}},
		{other: {'5.16': 'unknown'}, benchErrs: {'5.16': 'passes what it cannot see'}},
	),
	row('host uts', '5.21', {HostConfig: {UTSMode: 'host'}}),
	row(
		'userns host where nothing is remapped',
		'',
		{HostConfig: {UsernsMode: 'host'}},
		{other: {'5.31': 'info'}, benchErrs: {'5.31': 'there is nothing to opt out of'}},
	),
	row('userns host under a remapping engine', '5.31', {HostConfig: {UsernsMode: 'host'}, engineInfo: remapped}),
];
