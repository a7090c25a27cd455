import {serveQuestions} from '../base/host/reader/serve.js';
import {hostEvidenceQuestion} from '../fix/evidence/host-question.js';
import {foreignProcessesQuestion} from '../record/drift/foreign-question.js';
import {liveFilesQuestion} from '../scan/enrichment/live-question.js';
import {packagesQuestion} from '../scan/inventory/packages-question.js';
import {alertProgramsQuestion} from './doctor/alert-programs.js';

// Entry point of the reader process: dist/reader.js, or the single executable started with --dockscope-reader. It lists the questions of each room.
serveQuestions([hostEvidenceQuestion, foreignProcessesQuestion, liveFilesQuestion, packagesQuestion, alertProgramsQuestion]);
