import {known} from '../../../src/answers/index.js';
import {exampleLiveState, exampleProcess, rootProcess} from '../../../src/rules/shared/examples.js';
import {type Cases, noInfo, running} from './case.js';

/** Who it runs as. */
export const userCases: Cases = {
	'container-root-user': [
		['nobody looked', {Config: {User: ''}}, 'fail', 'medium'],
		['a name that only the image resolves', {Config: {User: 'app'}}, 'unknown'],
		['a name that /proc resolves', {Config: {User: 'app'}, facts: {truth: exampleLiveState({uids: [33, 33, 33, 33]})}}, 'pass'],
		[
			'a name that /proc shows to be root',
			{Config: {User: 'app'}, facts: {truth: exampleLiveState({uids: [0, 0, 0, 0]})}},
			'fail',
			'medium',
		],
		[
			'uid 0 of the host is hidden by a user namespace',
			{Config: {User: 'app'}, engine: {userns: true}, facts: {processes: known([exampleProcess('x', {uid: 100_000})])}},
			'unknown',
		],
		[
			'root that dropped',
			{Config: {User: ''}, facts: {processes: known([exampleProcess('redis')])}},
			'fail',
			'low',
			/switched to another user/,
		],
		[
			'one root among others',
			{Config: {User: ''}, facts: {processes: known([rootProcess('nginx'), exampleProcess('nginx')])}},
			'fail',
			'medium',
			/1 of 2/,
		],
	],
	'container-host-userns': [
		['nothing is remapped', {HostConfig: {UsernsMode: 'host'}}, 'info'],
		['the engine has not said', {HostConfig: {UsernsMode: 'host'}, engine: noInfo}, 'unknown'],
		['privileged too', {HostConfig: {UsernsMode: 'host', Privileged: true}, engine: {userns: true}}, 'fail', 'high'],
	],
	'container-host-pid-root': [
		['a name that only the image resolves', {HostConfig: {PidMode: 'host'}, Config: {User: 'app'}}, 'unknown'],
	],
	'container-process-user': [
		[
			'a user whose name stands for uid 0',
			{Config: {User: 'toor'}, State: {Status: 'running', Running: true, Pid: 42}, facts: {processes: known([rootProcess('x')])}},
			'not-applicable',
		],
		[
			'a user namespace shifts the uids',
			{Config: {User: '1000'}, engine: {userns: true}, facts: {processes: known([rootProcess('x')])}},
			'unknown',
		],
		['configured as root', {Config: {User: ''}, facts: running('x')}, 'not-applicable'],
	],
	'container-root-group': [
		['root itself', {Config: {User: ''}}, 'not-applicable'],
		['a number without a group, not seen running', {Config: {User: '1000'}}, 'unknown'],
		['seen in /proc', {Config: {User: '1000'}, facts: {truth: exampleLiveState({gids: [0, 0, 0, 0]})}}, 'fail'],
		[
			'shifted by a user namespace',
			{
				Config: {User: '1000'},
				facts: {truth: exampleLiveState({uidMapIsIdentity: false, gids: [100_000, 100_000, 100_000, 100_000]})},
			},
			'unknown',
		],
		['asked for', {Config: {User: '1000:0'}}, 'fail'],
		['asked for beside another', {Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['0']}}, 'fail', 'low', /supplementary/],
		['by its name', {Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['video', 'root']}}, 'fail'],
		['another group', {Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['10']}}, 'pass'],
		[
			'given by the /etc/group of the image, as /proc shows',
			{Config: {User: 'app'}, facts: {truth: exampleLiveState({gids: [1000, 1000, 1000, 1000], groups: [0, 1000]})}},
			'fail',
		],
		[
			'given by it, as the list of processes shows',
			{Config: {User: 'app'}, facts: {processes: known([exampleProcess('x', {gid: 1000, groups: [0, 1000]})])}},
			'fail',
		],
		[
			'a group of the host that a user namespace makes of another',
			{Config: {User: '1000:1000'}, facts: {truth: exampleLiveState({uidMapIsIdentity: false, groups: [0]})}},
			'pass',
		],
	],
	'container-truth-user': [
		[
			'a user namespace',
			{Config: {User: '1000'}, facts: {truth: exampleLiveState({uidMapIsIdentity: false, uids: [0, 0, 0, 0]})}},
			'not-applicable',
		],
		['a user whom nobody can place', {Config: {User: 'app'}, facts: {truth: exampleLiveState({uids: [0, 0, 0, 0]})}}, 'unknown'],
	],
};
