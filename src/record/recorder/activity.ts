import type {Capability, ExecutedProgram, SafeText} from '../../base/index.js';
import type {RecordedPosture} from './store/workload.js';

/** Where an executed file comes from; `unknown` where that could not be seen. */
export type ProgramOrigin = 'image' | 'temporary directory' | 'memory' | 'mount' | 'writable layer' | 'unknown';

/** Something that a container did, as detections see it. Texts are sanitised, and secrets in them masked. */
export type Activity =
	/** A command was started in it from outside. */
	| {
			readonly kind: 'exec';
			readonly command: SafeText;
			readonly user: SafeText;
			readonly isRoot: boolean | null;
			readonly isPrivileged: boolean;
	  }
	| {
			readonly kind: 'program';
			readonly path: SafeText;
			/** In the container; `null` where it had ended before it could be asked. */
			readonly uid: number | null;
			readonly raises: ExecutedProgram['raises'];
			/** Started from outside: `docker exec`, a health check. */
			readonly byExec: boolean;
			readonly origin: ProgramOrigin;
			/** Its standard input; only of shells. */
			readonly input: 'terminal' | 'socket' | 'other' | null;
	  }
	| {readonly kind: 'capability'; readonly capability: Capability; readonly by: SafeText}
	| {
			readonly kind: 'listener';
			readonly protocol: 'tcp' | 'udp';
			readonly address: SafeText;
			readonly port: number;
			readonly process: SafeText | null;
	  }
	| {
			readonly kind: 'destination';
			readonly protocol: 'tcp' | 'udp';
			readonly address: SafeText;
			readonly port: number;
			/** Whose container has that address on a common network; absent for any other address. */
			readonly workload?: SafeText | null;
	  }
	/** A process connected to the socket of a container runtime. @see socket  its name on the host */
	| {readonly kind: 'runtime-socket'; readonly socket: SafeText; readonly process: SafeText; readonly byExec: boolean}
	| {readonly kind: 'oom'}
	/** The first process failed, without having been stopped from outside. @see failures  within the last minutes, this one included */
	| {readonly kind: 'failure'; readonly exitCode: SafeText; readonly failures: number}
	/** A generation was graded for the first time. @see before  the grade of the one before it */
	| {
			readonly kind: 'posture';
			readonly before: Omit<RecordedPosture, 'at'> | null;
			readonly now: Omit<RecordedPosture, 'at'>;
			readonly image: SafeText;
	  };

export type ActivityOf<Kind extends Activity['kind']> = Extract<Activity, {kind: Kind}>;

/** What is known of the workload when it happens. */
export type ActivityContext = {
	/** The workload has never done it before, while it was recorded. */
	readonly isFirst: boolean;
	/** What is normal for this generation has been learned: a first time is news now. */
	readonly isLearned: boolean;
	/** This generation has done it several times, and for the first time at least the learning time ago. */
	readonly isRoutine: boolean;
	/** The configured user; `null` when it depends on the image's accounts. */
	readonly userIsRoot: boolean | null;
};
