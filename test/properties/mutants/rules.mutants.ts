// In one file, so that the rules are loaded once for each of their mutants.
import '../../unit/domain/approvals.test';
import '../../unit/domain/directory.test';
import '../../unit/domain/duties.test';
import '../../unit/domain/impersonation.test';
import '../../unit/domain/inquiry.test';
import '../../unit/domain/invoice-approval.test';
import '../../unit/domain/merge.test';
import '../../unit/domain/refusals.test';
import '../../unit/domain/segregation.test';
import '../../unit/domain/transitions.test';
