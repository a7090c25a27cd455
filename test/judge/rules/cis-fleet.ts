import {known} from '../../../src/base/answers/index.js';
import {rootProcess} from '../../../src/judge/rules/shared/examples.js';
import {limits} from './cis-fleet/limits.js';
import {mounts} from './cis-fleet/mounts.js';
import {privileges} from './cis-fleet/privileges.js';
import {processes} from './cis-fleet/processes.js';
import {id, notRunning, type Row, row} from './cis-fleet/row.js';
import {securityOptions} from './cis-fleet/security-options.js';
import {users} from './cis-fleet/users.js';

/** Containers that differ in one thing each, with every quirk of the checks. The engine has neither AppArmor nor SELinux. */
export const fleet: readonly Row[] = [
	row('hardened', '', {}),
	row('plain docker run', '4.1 5.11 5.12 5.13 5.26 5.27 5.29 5.30', {
		Config: {User: '', Healthcheck: null},
		State: {Health: null},
		HostConfig: {Memory: 0, NanoCpus: 0, PidsLimit: null, ReadonlyRootfs: false, SecurityOpt: null, NetworkMode: 'default'},
		NetworkSettings: {Networks: {bridge: {NetworkID: id('b')}}},
		facts: {processes: known([rootProcess('web')])},
	}),
	...users,
	...privileges,
	...mounts,
	...limits,
	...securityOptions,
	...processes,
	row('cgroup parent', '5.25', {HostConfig: {CgroupParent: '/batch'}}),
	row('HEALTHCHECK NONE', '5.27', {Config: {Healthcheck: {Test: ['NONE']}}, State: {Health: null}}),
	row('default bridge', '5.30', {
		HostConfig: {NetworkMode: 'bridge'},
		NetworkSettings: {Networks: {bridge: {NetworkID: id('b')}}},
	}),
	row('tag that has moved', '5.28', {image: {RepoTags: []}}),
	row(
		'stopped, privileged, restart always',
		'5.4 5.5 5.15 5.18 5.22',
		{
			State: {Status: 'exited', Running: false, Pid: 0, Health: null},
			HostConfig: {
				Privileged: true,
				MaskedPaths: null,
				ReadonlyPaths: null,
				RestartPolicy: {Name: 'always', MaximumRetryCount: 0},
			},
			facts: {processes: {known: false, reason: {source: 'engine:/top', reason: 'it is not running'}}},
		},
		{other: notRunning, bench: {listed: false}},
	),
	row(
		'stopped, published on all interfaces',
		'5.8 5.14',
		{
			State: {Status: 'exited', Running: false, Pid: 0, Health: null},
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '80'}]}},
			NetworkSettings: {Ports: {}, Networks: {shop: {NetworkID: ''}}},
			facts: {processes: {known: false, reason: {source: 'engine:/top', reason: 'it is not running'}}},
		},
		{other: {...notRunning, '5.9': 'info'}, bench: {listed: false}},
	),
];
