import {known, unknown} from '../../../src/answers/index.js';
import {parseAccounts} from '../../../src/facts/index.js';
import type {ContainerExample} from '../../../src/rules/rule.js';
import {exampleProcess, rootProcess} from '../../../src/rules/shared/examples.js';
import {notRunning, type Row} from './row.js';

const stopped: ContainerExample = {
	State: {Status: 'exited', Running: false, Pid: 0},
	facts: {processes: unknown('engine:/top', 'it does not run')},
};
const accounts = known(parseAccounts('root:x:0:0:::\ntoor:x:0:0:::\napp:x:1000:1001:::\n'));

/** Who they run as. */
export const users: readonly Row[] = [
	{name: 'user 0:0', example: {Config: {User: '0:0'}}, fails: ['4.1'], benchErrs: {'4.1': 'compares only with 0 and root'}},
	{
		name: 'user root:root',
		example: {Config: {User: 'root:root'}},
		fails: ['4.1'],
		benchErrs: {'4.1': 'compares only with 0 and root'},
	},
	{name: 'user 00', example: {Config: {User: '00'}}, fails: ['4.1'], benchErrs: {'4.1': 'compares text, not the number'}},
	{
		name: 'user toor, whose processes are root',
		example: {Config: {User: 'toor'}, facts: {processes: known([rootProcess('web')])}},
		fails: ['4.1'],
		benchErrs: {'4.1': 'a second name of uid 0'},
	},
	{
		name: 'user www-data, seen to be uid 33',
		example: {Config: {User: 'www-data'}, facts: {processes: known([exampleProcess('web', {uid: 33, gid: 33})])}},
	},
	{
		name: 'stopped, user toor, whom the passwd file of the image has as uid 0',
		example: {...stopped, Config: {User: 'toor'}, imageFacts: {accounts}},
		fails: ['4.1'],
		other: notRunning,
		bench: {listed: false},
	},
	{
		name: 'stopped, user app:staff, whom the passwd file of the image has as uid 1000',
		example: {...stopped, Config: {User: 'app:staff'}, imageFacts: {accounts}},
		other: notRunning,
		bench: {listed: false},
	},
	{
		name: 'created, user ghost, who is not in the passwd file of the image',
		example: {...stopped, Config: {User: 'ghost'}, imageFacts: {accounts}},
		other: {'4.1': 'unknown', ...notRunning},
		bench: {listed: false},
	},
	{
		name: 'user :1000, a group alone',
		example: {Config: {User: ':1000'}},
		fails: ['4.1'],
		benchErrs: {'4.1': 'compares only with 0 and root'},
	},
	{
		name: 'root that has dropped to another user',
		example: {Config: {User: ''}, facts: {processes: known([exampleProcess('web')])}},
		fails: ['4.1'],
	},
];
