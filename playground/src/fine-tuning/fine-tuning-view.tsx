import { Route, Switch } from "wouter";
import { JobDetail } from "./job-detail.tsx";
import { JobList } from "./job-list.tsx";

export default function FineTuningView() {
  return (
    <Switch>
      <Route path="/fine-tuning/:id">{({ id }) => <JobDetail key={id} id={id} />}</Route>
      <Route>
        <JobList />
      </Route>
    </Switch>
  );
}
