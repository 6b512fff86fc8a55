import { Route, Switch } from "wouter";
import { DistillationDetail } from "./distillation-detail.tsx";
import { DistillationList } from "./distillation-list.tsx";

export default function DistillationView() {
  return (
    <Switch>
      <Route path="/distillation/:id">{({ id }) => <DistillationDetail key={id} id={id} />}</Route>
      <Route>
        <DistillationList />
      </Route>
    </Switch>
  );
}
