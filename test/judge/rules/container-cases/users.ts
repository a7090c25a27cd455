import {known} from '../../../../src/base/answers/index.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {exampleLiveState, exampleProcess, rootProcess} from '../../../../src/judge/rules/shared/examples.js';
import {type Cases, row} from '../rule-cases.js';
import {noInfo, running} from './case.js';

/** Who it runs as. */
export const userCases: Cases<ContainerExample> = {
	'container-root-user': [
		row('not inspected', 'medium', {Config: {User: ''}}),
		row('a name that only the image resolves', 'unknown', {Config: {User: 'app'}}),
		row('a name that /proc resolves', 'pass', {
			Config: {User: 'app'},
			facts: {truth: exampleLiveState({uids: [33, 33, 33, 33]})},
		}),
		row('a name that /proc shows to be root', 'medium', {
			Config: {User: 'app'},
			facts: {truth: exampleLiveState({uids: [0, 0, 0, 0]})},
		}),
		row('uid 0 of the host is hidden by a user namespace', 'unknown', {
			Config: {User: 'app'},
			engine: {userns: true},
			facts: {processes: known([exampleProcess('x', {uid: 100_000})])},
		}),
		row('root that dropped', ['low', /switched to another user/], {
			Config: {User: ''},
			facts: {processes: known([exampleProcess('redis')])},
		}),
		row('one root among others', ['medium', /1 of 2/], {
			Config: {User: ''},
			facts: {processes: known([rootProcess('nginx'), exampleProcess('nginx')])},
		}),
	],
	'container-host-userns': [
		row('nothing is remapped', 'info', {HostConfig: {UsernsMode: 'host'}}),
		row('not reported by the engine', 'unknown', {HostConfig: {UsernsMode: 'host'}, engine: noInfo}),
		row('privileged too', 'high', {HostConfig: {UsernsMode: 'host', Privileged: true}, engine: {userns: true}}),
	],
	'container-host-pid-root': [
		row('a name that only the image resolves', 'unknown', {HostConfig: {PidMode: 'host'}, Config: {User: 'app'}}),
	],
	'container-process-user': [
		row('a user name of uid 0', 'not-applicable', {
			Config: {User: 'toor'},
			State: {Status: 'running', Running: true, Pid: 42},
			facts: {processes: known([rootProcess('x')])},
		}),
		row('a user namespace shifts the uids', 'unknown', {
			Config: {User: '1000'},
			engine: {userns: true},
			facts: {processes: known([rootProcess('x')])},
		}),
		row('configured as root', 'not-applicable', {Config: {User: ''}, facts: running('x')}),
	],
	'container-root-group': [
		row('root itself', 'not-applicable', {Config: {User: ''}}),
		row('a number without a group, not seen running', 'unknown', {Config: {User: '1000'}}),
		row('seen in /proc', 'fail', {Config: {User: '1000'}, facts: {truth: exampleLiveState({gids: [0, 0, 0, 0]})}}),
		row('shifted by a user namespace', 'unknown', {
			Config: {User: '1000'},
			facts: {truth: exampleLiveState({uidMapIsIdentity: false, gids: [100_000, 100_000, 100_000, 100_000]})},
		}),
		row('requested', 'fail', {Config: {User: '1000:0'}}),
		row('requested in addition to another', ['low', /supplementary/], {
			Config: {User: '1000:1000'},
			HostConfig: {GroupAdd: ['0']},
		}),
		row('by its name', 'fail', {Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['video', 'root']}}),
		row('another group', 'pass', {Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['10']}}),
		row('added by the /etc/group of the image, as /proc shows', 'fail', {
			Config: {User: 'app'},
			facts: {truth: exampleLiveState({gids: [1000, 1000, 1000, 1000], groups: [0, 1000]})},
		}),
		row('added by it, as the process list shows', 'fail', {
			Config: {User: 'app'},
			facts: {processes: known([exampleProcess('x', {gid: 1000, groups: [0, 1000]})])},
		}),
		row('a host group mapped from another by a user namespace', 'pass', {
			Config: {User: '1000:1000'},
			facts: {truth: exampleLiveState({uidMapIsIdentity: false, groups: [0]})},
		}),
	],
	'container-truth-user': [
		row('a user namespace', 'not-applicable', {
			Config: {User: '1000'},
			facts: {truth: exampleLiveState({uidMapIsIdentity: false, uids: [0, 0, 0, 0]})},
		}),
		row('a user that cannot be resolved', 'unknown', {
			Config: {User: 'app'},
			facts: {truth: exampleLiveState({uids: [0, 0, 0, 0]})},
		}),
	],
};
