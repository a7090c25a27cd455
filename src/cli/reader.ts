import {serveQuestions} from '../base/index.js';
import {hostEvidenceQuestion} from '../fix/index.js';
import {foreignProcessesQuestion} from '../record/index.js';
import {liveFilesQuestion, packagesQuestion} from '../scan/index.js';
import {alertProgramsQuestion} from './doctor/alert-programs.js';

// Entry point of the reader process: dist/reader.js, or the single executable started with --dockscope-reader. It lists the questions of each room.
serveQuestions([hostEvidenceQuestion, foreignProcessesQuestion, liveFilesQuestion, packagesQuestion, alertProgramsQuestion]);
